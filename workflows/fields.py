"""Fields: what a questionnaire or an act asks, and what may come back. Wrong input becomes problems, never errors."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from workflows import answers as read
from workflows.answers import Answer, Problem
from workflows.conditions import Condition, fact_names
from workflows.facts import UNKNOWN, Facts, Secrecy, Value
from workflows.names import Label
from workflows.numbers import Number, is_sound
from workflows.ready_conditions import Ready, ready

__all__ = ["Answer", "Field", "FieldKind", "Option", "Parsed", "Problem", "Raw", "facts_of", "parse", "raw_names"]

Raw = Mapping[str, str | Sequence[str]]
"""What a form sends: names to one or several texts."""


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    WHOLE = "whole"
    MONEY = "money"
    ENTRY = "entry"
    UNIT = "unit"
    CASE = "case"
    """Another case by its reference, such as 2026-481516-3."""
    PERSON = "person"
    DOCUMENT = "document"
    """A paper or file by its name, number and date, and where it is kept: one line, sealed."""


REPLY_BREAK: Final = "\n\n* * *\n\n"
"""Between a reply in the complainant's language and the same as it was written."""
_NO_COUNTS: Final[Mapping[str, int]] = {}

LIMITS: Final[Mapping[FieldKind, int]] = {
    FieldKind.TEXT: 200,
    FieldKind.PERSON: 200,
    FieldKind.DOCUMENT: 300,
    FieldKind.LONG_TEXT: 20_000,
}
"""Most characters of an answer where the pack says nothing else."""


class Option(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: Label
    hint: Label = msgspec.field(default_factory=dict)
    alone: bool = False
    """Of several choices: cannot stand with others (none of these, not sure)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question: its kind, its words, its limits, where its answer is kept and which fact it sets."""

    name: str
    kind: FieldKind
    secrecy: Secrecy
    label: Label = field(default_factory=dict)
    hint: Label = field(default_factory=dict)
    why: Label = field(default_factory=dict)
    required: bool = False
    options: tuple[Option, ...] = ()
    register: str | None = None
    among: frozenset[str] = frozenset()
    """The only codes of the register that may be chosen, where its declaration names kinds; empty: all."""
    fact: str | None = None
    when: Condition | None = None
    limit: int = 200
    rows: int = 5
    autocomplete: str | None = None
    number: Number | None = None
    """The kind of number with a check digit that a text is; one that does not check is asked about once more."""
    lowest: int | None = None
    highest: int | None = None
    future: bool = True
    """Whether a date may lie after today."""
    differs_from: str | None = None
    """A fact that the answer must not be the same as: the body complained of."""
    stands_for_many: frozenset[str] = frozenset()
    """Codes under which any of several things may be meant ("not in the list"): these may be the same."""
    reply: bool = False
    """What we write to the complainant: in their language, or in another one with the same in theirs beside it."""

    values: Mapping[str, bool] = field(init=False, repr=False, compare=False)
    """What can be chosen, each with whether it stands alone."""
    raw_names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The names under which a form may send an answer."""
    is_asked: Ready | None = field(init=False, repr=False, compare=False)
    """The condition, made ready."""

    def __post_init__(self) -> None:
        apart = self.kind in (FieldKind.DATE, FieldKind.PARTIAL_DATE)
        named = ("day", "month", "year") if apart else ("language", "translation") if self.reply else ()
        parts = tuple(f"{self.name}-{part}" for part in named)
        object.__setattr__(self, "values", {option.value: option.alone for option in self.options})
        object.__setattr__(self, "raw_names", (self.name, *parts))
        object.__setattr__(self, "is_asked", None if self.when is None else ready(self.when))


class Parsed(msgspec.Struct, frozen=True):
    """Answers that can be kept, problems by field name, and the facts that the answers set."""

    answers: dict[str, Answer]
    problems: dict[str, Problem]
    facts: dict[str, Value]

    @property
    def ok(self) -> bool:
        return not self.problems


def raw_names(asked: Field) -> tuple[str, ...]:
    """The names under which a form may send an answer to *asked*."""
    return asked.raw_names


def parse(
    fields: Sequence[Field],
    raw: Raw,
    *,
    known: Facts | None = None,
    registers: Mapping[str, Collection[str]] | None = None,
    units: Collection[str] = (),
    today: date | None = None,
    language: str | None = None,
) -> Parsed:
    """Answers, problems and facts from what a form sent. Never raises, whatever *raw* holds.

    *known* are facts that conditions of fields may ask; facts of earlier fields in the list count as well. An answer to
    a field that is not asked is dropped; a name that no field has is a problem (`unexpected`). Without *registers*,
    *units* or *today* entries, units and future dates are checked for their shape only. *language*: the complainant's, in
    which a reply is written where nothing else is said; without it nothing is said against any.
    """
    facts: dict[str, Value] = dict(known or {})
    parsed = Parsed({}, {}, {})
    expected: set[str] = set()
    for asked in fields:
        names = asked.raw_names
        sent = [name for name in names if name in raw] if len(names) > 1 or names[0] in raw else ()
        expected.update(sent)
        if asked.is_asked is not None and not asked.is_asked(facts, _NO_COUNTS):
            continue
        if asked.reply and sent:
            answer = _read_reply(asked, [_texts(raw, name) for name in names], language)
        else:
            answer = _read(asked, [_texts(raw, name) for name in names], registers, units, today) if sent else None
        if asked.differs_from is not None and is_same(asked, answer, facts):
            answer = Problem("must_differ", {"fact": asked.differs_from})
        if isinstance(answer, Problem):
            parsed.problems[asked.name] = answer
        elif answer not in (None, ""):
            parsed.answers[asked.name] = answer
            if asked.fact is not None:
                facts[asked.fact] = parsed.facts[asked.fact] = answer
        elif asked.required:
            parsed.problems[asked.name] = Problem("required")
    if len(expected) < len(raw):
        parsed.problems.update({str(name): Problem("unexpected") for name in raw if name not in expected})
    return parsed


def is_same(asked: Field, answer: object, facts: Facts) -> bool:
    """Whether *answer* is what it must differ from. A fact that is not known yet stands in nobody's way."""
    other = None if asked.differs_from is None else facts.get(asked.differs_from, UNKNOWN)
    return other not in (None, UNKNOWN) and answer == other and other not in asked.stands_for_many


def asked_now(fields: Iterable[Field], facts: Facts) -> tuple[Field, ...]:
    """Those of *fields* that are asked as things stand, or may come to be asked by an earlier answer among them."""
    asked: list[Field] = []
    answered: set[str] = set()
    for each in fields:
        if each.when is None or each.when.holds(facts, {}) or answered & fact_names(each.when):
            asked.append(each)
            answered |= {each.fact} if each.fact else set()
    return tuple(asked)


def doubtful(fields: Iterable[Field], answers: Mapping[str, Answer]) -> list[Field]:
    """Those of *fields* whose number does not check. It may be right all the same: nobody is refused for it."""
    return [
        asked
        for asked in fields
        if asked.number is not None and (told := answers.get(asked.name)) and not is_sound(asked.number, str(told))
    ]


def facts_of(fields: Iterable[Field], answers: Mapping[str, Answer]) -> dict[str, Value]:
    """The facts that *answers* to *fields* set."""
    return {asked.fact: answers[asked.name] for asked in fields if asked.fact is not None and asked.name in answers}


def _texts(raw: Raw, name: str) -> list[str]:
    """What came under *name*, without what is blank to a reader."""
    sent: object = raw.get(name, ())
    listed = [sent] if isinstance(sent, str) else sent if isinstance(sent, list | tuple) else [str(sent)]
    return [text for text in (one if isinstance(one, str) else str(one) for one in listed) if not read.is_blank(text)]


def _read(
    asked: Field,
    texts: Sequence[list[str]],
    registers: Mapping[str, Collection[str]] | None,
    units: Collection[str],
    today: date | None,
) -> Answer | Problem | None:
    if not any(texts):
        return None
    sent = texts[0]
    if asked.kind is FieldKind.CHOICES:
        return read.choices(sent, asked.values)
    if any(len(of_one_name) > 1 for of_one_name in texts):
        return Problem("impossible_combination")
    if asked.kind in (FieldKind.DATE, FieldKind.PARTIAL_DATE):
        parts = [of_one_name[0] if of_one_name else "" for of_one_name in texts]
        partial, latest = asked.kind is FieldKind.PARTIAL_DATE, None if asked.future else today
        return read.some_date(parts, partial=partial, latest=latest)
    if asked.kind in _READERS:
        return _READERS[asked.kind](asked, sent[0])
    listed = asked.among or (registers or {}).get(asked.register or "", ())
    return read.entry(sent[0], units if asked.kind is FieldKind.UNIT else listed)


def _read_reply(asked: Field, texts: Sequence[list[str]], language: str | None) -> Answer | Problem | None:
    """Our words, led by those in the complainant's language where they are written in another one."""
    words, stated, translated = texts
    if not words:
        return None
    if any(len(of_one_name) > 1 for of_one_name in texts):
        return Problem("impossible_combination")
    answer = _READERS[asked.kind](asked, words[0])
    if language is None or not stated or stated[0] == language or isinstance(answer, Problem):
        return answer
    theirs = _READERS[asked.kind](asked, translated[0]) if translated else Problem("not_their_language")
    return theirs if isinstance(theirs, Problem) else f"{theirs}{REPLY_BREAK}{answer}"


_READERS: Final[Mapping[FieldKind, Callable[[Field, str], Answer | Problem]]] = {
    FieldKind.TEXT: lambda asked, sent: read.text(sent, limit=asked.limit, lines=False),
    FieldKind.PERSON: lambda asked, sent: read.text(sent, limit=asked.limit, lines=False),
    FieldKind.DOCUMENT: lambda asked, sent: read.text(sent, limit=asked.limit, lines=False),
    FieldKind.LONG_TEXT: lambda asked, sent: read.text(sent, limit=asked.limit, lines=True),
    FieldKind.CASE: lambda _, sent: read.case_reference(sent),
    FieldKind.CHOICE: lambda asked, sent: read.choice(sent, asked.values),
    FieldKind.BOOLEAN: lambda _, sent: read.boolean(sent),
    FieldKind.WHOLE: lambda asked, sent: read.whole(sent, asked.lowest, asked.highest),
    FieldKind.MONEY: lambda asked, sent: read.money(sent, asked.lowest, asked.highest),
}
