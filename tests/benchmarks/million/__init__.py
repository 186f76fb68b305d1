"""The house of a million cases: real lives made by use cases, their rows multiplied in bulk, kept for the next run."""
