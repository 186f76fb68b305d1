"""Figures, not tests: each prints one JSON line with its floor measured in the same run (design 08 §8.2)."""
