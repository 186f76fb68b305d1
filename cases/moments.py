"""Moments as they are stored: whole seconds."""

from datetime import datetime


def whole_second(at: datetime) -> datetime:
    """*at* without its fraction of a second.

    Rows and journal hold whole seconds. What the engine counts from them must begin at the same moment: a clock that was
    started half a second later than its row says would ring half a second after the worker has looked.
    """
    return at.replace(microsecond=0)
