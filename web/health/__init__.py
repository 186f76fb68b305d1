"""What a monitor, a proxy and an operator ask of a process: whether it lives, serves and is ready, and how much it does."""
