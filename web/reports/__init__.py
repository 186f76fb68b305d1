"""Pages of figures, for a unit and for the country."""
