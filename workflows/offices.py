"""Which unit a procedure means: by a word, an answer or a fact."""

from collections.abc import Mapping

from workflows.acts import FromAnswer, FromFact, UnitSource
from workflows.answers import Answer
from workflows.facts import UNKNOWN, Facts
from workflows.proceedings import SYSTEM, Refusal, Situation

NO_ANSWERS: Mapping[str, Answer] = {}


def find_unit(
    source: UnitSource, *, facts: Facts, places: Mapping[str, str], answers: Mapping[str, Answer] = NO_ANSWERS
) -> str | None:
    """The code of the unit that *source* names, or None when nobody knows it.

    *places*: office words (`lead`, `head_office`…) to the codes of units. A code stands for itself.
    """
    if isinstance(source, str):
        return places.get(source, None if source.islower() else source)
    value = answers.get(source.name) if isinstance(source, FromAnswer) else facts.get(source.name)
    return value if isinstance(value, str) and value != UNKNOWN else None


def why_not_of_unit(wanted: str | FromFact, situation: Situation) -> Refusal | None:
    """Why somebody of another unit than the *wanted* one may not act; the system belongs everywhere."""
    if situation.by.id == SYSTEM.id:
        return None
    unit = find_unit(wanted, facts=situation.facts, places=situation.places)
    if unit is not None and unit in situation.by.units:
        return None
    return Refusal("not_your_unit", {"unit": unit, "office": wanted.name if isinstance(wanted, FromFact) else wanted})
