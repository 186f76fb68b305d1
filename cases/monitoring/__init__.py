"""Places where people are held, as the preventive mechanism sees them: counts and visits, never a word of a complaint."""
