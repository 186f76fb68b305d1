"""What time drives: the worker that goes round, and what it does on each round."""
