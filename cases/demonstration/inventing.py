"""Made-up answers to the questions of an act, drawn from its own fields: a new act in the pack needs no code here."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

import msgspec

from cases.acts.proceedings import Running
from cases.demonstration.people import made_up_name
from cases.packs.jurisdiction import Pack
from cases.records import Case
from workflows.calendars import local_day
from workflows.fields import Field, FieldKind

Answer = str | list[str]


class Words(msgspec.Struct, frozen=True):
    """Made-up sentences in the complainant's language, by who says them; *bodies*: codes of those that such a case is about."""

    officer: Sequence[str]
    complainant: Sequence[str]
    respondent: str
    bodies: Sequence[str] = ()


def invent_answers(
    proceeding: Running, case: Case, act: str, words: Words, *, pack: Pack, lot: Random, at: datetime
) -> dict[str, Answer]:
    """Something plausible for every required question of the act, and for most of the others."""
    asked = proceeding.procedure.acts[proceeding.state.stage].get(act)
    found: dict[str, Answer] = {}
    for field in asked.asks if asked else ():
        if field.required or lot.random() < 0.7:
            value = plausible(field, case, words, pack=pack, lot=lot, at=at)
            if value:
                found[field.name] = value
    return found


def plausible(field: Field, case: Case, words: Words, *, pack: Pack, lot: Random, at: datetime) -> Answer | None:
    """An answer of the field's kind; None leaves it empty."""
    match field.kind:
        case FieldKind.CHOICE:
            return lot.choice(field.options).value
        case FieldKind.CHOICES:
            return some_of_track(field, case, pack, lot)
        case FieldKind.ENTRY:
            return some_entry(field, case, words.bodies, pack, lot)
        case FieldKind.UNIT:
            return lot.choice(
                [code for code, unit in pack.units.items() if unit.kind == "region" and code != case.unit]
            )
        case FieldKind.DATE | FieldKind.PARTIAL_DATE:
            return local_day(pack.calendar, at).isoformat() if field.required else None
    return plain_answer(field, words, lot)


def plain_answer(field: Field, words: Words, lot: Random) -> str | None:
    answer: str | None = None
    match field.kind:
        case FieldKind.TEXT | FieldKind.DOCUMENT:
            answer = lot.choice(words.officer)[:200]
        case FieldKind.LONG_TEXT:
            answer = lot.choice(words.officer)
        case FieldKind.PERSON:
            answer = made_up_name(lot)
        case FieldKind.BOOLEAN:
            answer = lot.choices(("true", "false"), weights=(15, 85))[0]
        case FieldKind.WHOLE:
            answer = str(lot.choice((1, 1, 1, 2, 3, 7)))
        case FieldKind.MONEY:
            answer = str(lot.randrange(50, 900) * 1000)
    return answer


def some_entry(field: Field, case: Case, likely: Sequence[str], pack: Pack, lot: Random) -> str:
    """The place that the case is about; else one of the *likely* bodies, or an entry of its region, where there is one."""
    other = case.facts.get(field.differs_from) if field.differs_from else None
    known = pack.registers[field.register or "bodies"].items()
    entries = {code: entry for code, entry in known if code != other and code in (field.among or {code})}
    if case.facility in entries:
        return str(case.facility)
    near = [code for code in likely if code in entries]
    near = near or [code for code, entry in entries.items() if entry.region == case.region]
    return lot.choice(near or list(entries))


def some_of_track(field: Field, case: Case, pack: Pack, lot: Random) -> list[str]:
    """One or two choices, of the case's own track where the pack's taxonomy tells them apart (`issues-detention`)."""
    shorter = pack.taxonomies.get(f"{field.name}-{case.track}")
    options = list(shorter.labels) if shorter else [option.value for option in field.options]
    return lot.sample(options, k=min(len(options), lot.choice((1, 1, 2))))
