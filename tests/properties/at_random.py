"""Answers to any form, drawn from its own fields: most of them right, some missing, now and then nonsense."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.builders import kazakhstan
from workflows.fields import Field, FieldKind
from workflows.questionnaire import Questionnaire

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=60).filter(
    lambda words: bool(words.strip())
)
NONSENSE = st.sampled_from(("", "\x00", "no such", "-1", "9" * 40, "💥", "true"))


def answers_to(questionnaire: Questionnaire) -> st.SearchStrategy[dict[str, Any]]:
    """Raw answers to its questions; one form in ten holds a value that no field of its kind takes."""
    fields = [field for page in questionnaire.pages for field in page.questions]
    right = st.fixed_dictionaries({field.name: asked(field) for field in fields})
    spoilt = st.tuples(right, st.sampled_from([field.name for field in fields]), NONSENSE).map(
        lambda drawn: {**drawn[0], drawn[1]: drawn[2]}
    )
    return st.integers(0, 9).flatmap(lambda lot: right if lot else spoilt)


def asked(field: Field) -> st.SearchStrategy[Any]:
    """A value that the field takes; for one that is not required, sometimes None."""
    return fitting(field) if field.required else st.one_of(st.none(), fitting(field))


def fitting(field: Field) -> st.SearchStrategy[Any]:
    """A raw value of the field's kind."""
    together = [option.value for option in field.options if not option.alone]
    kinds: dict[FieldKind, Callable[[], st.SearchStrategy[Any]]] = {
        FieldKind.CHOICE: lambda: st.sampled_from([option.value for option in field.options]),
        FieldKind.CHOICES: lambda: st.lists(st.sampled_from(together), min_size=1, max_size=3, unique=True),
        FieldKind.BOOLEAN: lambda: st.sampled_from(("true", "false")),
        FieldKind.ENTRY: lambda: st.sampled_from(
            sorted(field.among or kazakhstan().registers[field.register or "bodies"])
        ),
        FieldKind.UNIT: lambda: st.sampled_from(("KZ-75", "KZ-HO", "KZ-39")),
        FieldKind.WHOLE: lambda: st.integers(field.lowest or 1, min(400, field.highest or 400)).map(str),
        FieldKind.MONEY: lambda: st.integers(1, 400).map(str),
        FieldKind.DATE: lambda: st.sampled_from(("2026-11-01", "2026-11-23")),
        FieldKind.PARTIAL_DATE: lambda: st.sampled_from(("2024", "2026-05", "2026-11-01")),
    }
    return kinds.get(field.kind, lambda: WORDS.map(lambda words: words[: field.limit or 80]))()
