"""What every channel is to the rest of the house: something that carries one message or says why it could not."""

from datetime import datetime
from typing import Protocol

import msgspec

PATIENCE = 10.0
"""Seconds that a channel waits for the other side at each step: an alarm ladder counts minutes."""


class Message(msgspec.Struct, frozen=True):
    """One message to one address. `id` is the same at every try, so that whoever carries it can drop doubles."""

    to: str
    text: str
    id: str
    at: datetime
    """When it was laid out, not when it is tried."""
    link: str = ""
    """An address of ours that stands below the words of an e-mail, and never in its subject."""


class Channel(Protocol):
    """A way out of the house."""

    def send(self, message: Message) -> None:
        """Hand *message* over; returning means that the other side has taken it.

        Raises: TryLater, GivenUp. Both name the kind of the failure and never an address or what the other side said.
        """


class NotSent(Exception):
    """A message that was not taken; `kind` goes into the outbox and the log."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TryLater(NotSent):
    """The other side is down, slow or busy: the same message may be taken a little later."""


class GivenUp(NotSent):
    """The other side will never take this message as it is."""
