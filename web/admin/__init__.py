"""Pages for who keeps the house: people, keys, the calendar, the roster, procedures, publication, health."""
