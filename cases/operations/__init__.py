"""Keeping a house at work: who has been heard of, what answers, and what an operator is told about it."""
