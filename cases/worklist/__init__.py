"""The queue: what waits, for whom and until when, and who takes what next."""
