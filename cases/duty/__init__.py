"""The round-the-clock duty: who stands where, who is rung when somebody may die, and what is done when nobody answers."""
