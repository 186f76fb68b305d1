"""What the world asks of a body that hears complaints: criteria, their figures, and the acts that show them."""
