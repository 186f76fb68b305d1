"""A made-up institution and three years of made-up cases, filed and handled through the same use cases as real ones."""
