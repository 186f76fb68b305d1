"""What is refused on a case: acts, references, letters, and what waits for a second person."""

from collections.abc import Mapping

from cases.errors.base import ArashaError, fact
from workflows.engine import Refusal
from workflows.fields import Problem


@fact
class CaseNotFound(ArashaError):
    """No such case for this viewer: one that exists but may not be seen is answered in the same way."""

    reference: str


@fact
class ProceedingNotFound(ArashaError):
    reference: str
    number: int


@fact
class ActRefused(ArashaError):
    """The procedure does not allow the act; the refusal says why, with the values."""

    refusal: Refusal


@fact
class ChangedMeanwhile(ArashaError):
    """Somebody else acted on the case since the form was shown."""

    reference: str


@fact
class InvalidAnswers(ArashaError):
    """Answers that cannot be taken as they are, by field."""

    problems: Mapping[str, Problem]


@fact
class NotForThem(ArashaError):
    """The case cannot be given to that officer: an interest, a part in it before, or another unit."""

    reference: str


@fact
class NotAllowed(ArashaError):
    """The viewer's roles do not open this door."""


@fact
class BoxNotFound(ArashaError):
    """No such opening of a complaint box in the viewer's unit."""


@fact
class BadReference(ArashaError):
    """What was typed is no case reference. `reason`: `characters`, `length` or `check`."""

    reason: str


@fact
class NoSuchOfficer(ArashaError):
    """Nobody active with that id for this viewer."""


@fact
class CodeTaken(ArashaError):
    """A new code was made by this form already and is shown once only."""


@fact
class KeptOut(ArashaError):
    """The unit reads a case that this officer is kept out of by a wall: they cannot be let into it."""

    unit: str


@fact
class ShredRefused(ArashaError):
    """The case is not shredded. `reason`: `held`, `not_due`, `proposed`, `not_proposed`, `same_person`."""

    reference: str
    reason: str


@fact
class BadRecipient(ArashaError):
    """What was typed is no public key that something could be sealed to."""


@fact
class LetterRefused(ArashaError):
    """The letter does not go on. `reason`: `state`, `role`, `same_person`, `nobody` (complained), `no_layout`."""

    reason: str
