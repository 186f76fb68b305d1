"""Everything that the institution holds about one complainant, for themselves: their right, whoever they are."""
