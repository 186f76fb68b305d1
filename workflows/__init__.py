"""The workflow engine: pure functions of procedures, facts, calendars and the time they are given."""
