"""What goes wrong at the form, the mailbox and the links of bodies: codes, drafts, floods."""

from datetime import datetime

from cases.errors.base import ArashaError, fact


@fact
class CodeUnknown(ArashaError):
    """No mailbox opens with this code, or the code is not well formed: not said which."""


@fact
class DraftGone(ArashaError):
    """The form was sent, left or has expired; nothing of it can be read any more."""


@fact
class AlreadySent(ArashaError):
    """The same form was sent before: the first complaint stands."""

    reference: str


@fact
class TooManyTries(ArashaError):
    """Many wrong tries came from one connection, and several more wait there already."""


@fact
class TollOpen(ArashaError):
    """Very many complaints came from one connection this hour: this one takes a wait, or work in place of it.

    *token*: what is brought when it is sent again, after *seconds* or with a number as work that gives *bits* zero bits.
    """

    token: str
    seconds: int
    bits: int


@fact
class Resting(ArashaError):
    """Too many wrong tries under one name; it rests until the given moment."""

    until: datetime


@fact
class BadCode(ArashaError):
    """What was typed is no receipt code. `reason`: `characters`, `length` or `check`. What was typed is not kept."""

    reason: str


@fact
class CodeUnchanged(ArashaError):
    """The mailbox's code came through other hands: its owner must change it before anything else."""


@fact
class NoAnchor(ArashaError):
    """Not an anchor of this institution: damaged, made up, or signed by another key."""


@fact
class BadProof(ArashaError):
    """A proof of filing that proves nothing.

    `reason`: `shape`, `signature` (not ours, or changed), `chain` (lines missing), `words` (those shown are others).
    """

    reason: str


@fact
class LinkUnknown(ArashaError):
    """No link opens with this token and PIN: a wrong PIN, a link that is over and one that never was are answered alike."""
