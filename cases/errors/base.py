"""What every error of ours is."""

from dataclasses import dataclass

# Not frozen: `contextlib` sets `__traceback__` on exceptions. Not comparable: an exception is known by its identity.
fact = dataclass(eq=False)


class ArashaError(Exception):
    """Something that the program expects to go wrong and knows how to tell a person about."""
