"""Notices as they reach people: who is warned, passed up to or told of a letter, until it is dealt with. No e-mail goes out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, Notice, Officer
from cases.records.among import Among
from cases.records.base import new_ids
from cases.records.prepared import ask, change
from cases.records.rows import insert_rows, table_of
from workflows.clocks import Clock

OWNER = "owner"
"""Whose case it is: its handler, or as long as it has none, the role that owns the stage."""
PEOPLE = frozenset({"warn", "escalate"})
"""Alarms that are for people of the unit; the others act, or ring for the duty desk."""
REFUSED, LOCKED, UNOPENED = "letter_refused", "letter_locked", "letter_unopened"
"""What befalls a letter that went by e-mail: not taken by the mail server, shut after too many wrong PINs, never opened."""
LETTERS = frozenset({REFUSED, LOCKED, UNOPENED})
"""Kinds that no clock settles, but what is done about the letter: also of a case that is closed."""
REMINDERS = frozenset(f"alarm.{do}" for do in PEOPLE)
"""Under which names the journal has them. They make no new version of a case: whoever fills in a form goes on."""

Columns = Any
"""Of the table of notices, by name."""
ONE: Final[ColumnElement[int]] = literal_column("1")

notices, officers = table_of(Notice).c, table_of(Officer).c
ROLES_OF_UNIT = select(officers.roles).where(officers.unit == bindparam("unit"), officers.active)
SETTLE = (
    update(table_of(Notice))
    .where(
        notices.case_id == bindparam("case"), notices.proceeding_id == bindparam("proceeding"),
        notices.clock == bindparam("name"), notices.settled_at.is_(None),
    )
    .values(settled_at=bindparam("now"))
)  # fmt: skip
SAID = select(notices.id, notices.proceeding_id, notices.clock, notices.kind, notices.role, notices.officer_id).where(
    Among(notices.case_id, "cases"), notices.settled_at.is_(None)
)
SAID_ON_CASE = (
    select(notices.proceeding_id, notices.clock, notices.kind)
    .where(notices.case_id == bindparam("case"), notices.settled_at.is_(None))
    .distinct()
    .order_by(notices.kind)
)
ABOUT_LETTERS = (
    select(notices.case_id)
    .where(Among(notices.case_id, "cases"), notices.settled_at.is_(None))
    .where(notices.kind.in_([literal(kind) for kind in sorted(LETTERS)]))
)
cases = table_of(Case).c
PASS_ON = (
    update(table_of(Notice))
    .where(Among(notices.case_id, "cases"), notices.officer_id.is_not(None), notices.settled_at.is_(None))
    .values(
        officer_id=bindparam("officer"), unit=select(cases.unit).where(cases.id == notices.case_id).scalar_subquery()
    )
)
SETTLE_THESE = update(table_of(Notice)).where(Among(notices.id, "notices")).values(settled_at=bindparam("now"))


class Alarm(msgspec.Struct, frozen=True, gc=False):
    """An alarm for people, and on what it rang."""

    case_id: int
    lead: str
    """The case's responsible unit."""
    handler_id: int | None
    proceeding_id: int
    unit: str
    """Whose the proceeding is."""
    owner: str | None
    """Role that owns the stage."""
    clock: str
    kind: str
    due: datetime | None


def notify_all(session: Session, told: Sequence[tuple[Alarm, Sequence[str]]], *, pack: Pack, at: datetime) -> None:
    """Write a notice of each alarm for each of those that it is for (`owner` or a role); settle what they were told before.

    A role that nobody active of the unit holds stands at the head office: a region has no supervisor.
    """
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    overtaken: list[dict[str, Any]] = []
    ids = new_ids()
    for alarm, whom in told:
        for word in whom:
            unit, role, officer = addressee(session, alarm, word, pack=pack)
            row = {
                "id": next(ids),
                "case_id": alarm.case_id,
                "proceeding_id": alarm.proceeding_id,
                "clock": alarm.clock,
                "kind": alarm.kind,
                "unit": unit,
                "role": role,
                "officer_id": officer,
                "at": at,
                "due": alarm.due,
                "settled_at": None,
            }
            same = (alarm.proceeding_id, alarm.clock, alarm.kind, role, officer)
            if same in rows:
                overtaken.append({**rows[same], "settled_at": at})
            rows[same] = row
    if not rows:
        return
    standing = ask(session, SAID, {"cases": sorted({alarm.case_id for alarm, _ in told})})
    settled = [row.id for row in standing if tuple(row)[1:] in rows]
    if settled:
        change(session, SETTLE_THESE, {"notices": settled, "now": at})
    insert_rows(session, Notice, *overtaken, *rows.values())


def addressee(session: Session, alarm: Alarm, word: str, *, pack: Pack) -> tuple[str, str | None, int | None]:
    """Unit, role and person that *word* means on this case."""
    if word == OWNER and alarm.handler_id is not None and alarm.unit == alarm.lead:
        return alarm.unit, None, alarm.handler_id
    role = (alarm.owner or "") if word == OWNER else word
    held = role in roles_of(session, alarm.unit)
    return (alarm.unit if held else pack.institution.head_office), role, None


def roles_of(session: Session, unit: str) -> frozenset[str]:
    """Roles that somebody active of the unit holds; asked once in a transaction, however many alarms ring in it."""
    known: dict[str, frozenset[str]] = session.info.setdefault("roles of units", {})
    if unit not in known:
        found = ask(session, ROLES_OF_UNIT, {"unit": unit})
        known[unit] = frozenset(role for (roles,) in found for role in roles)
    return known[unit]


def dealt_with(before: Clock | None, after: Clock | None) -> bool:
    """Whether a clock that may have rung has stopped, paused, been extended or begun anew."""
    if before is None or not (before.fired or before.turn):
        return False
    if after is None or after.started != before.started or after.stopped != before.stopped:
        return True
    return after.paused != before.paused or after.extensions != before.extensions


def seen_to(clocks: Mapping[str, Clock]) -> list[str]:
    """Repeating checks that have come round: somebody who acts on the proceeding has looked, though the clock runs on."""
    return [name for name, clock in clocks.items() if clock.turn and clock.running]


def settle(session: Session, case_id: int, proceeding_id: int, clocks: Iterable[str], *, at: datetime) -> None:
    """Nobody needs to be reminded of these *clocks* of the case's proceeding any more."""
    if told := [{"case": case_id, "proceeding": proceeding_id, "name": name, "now": at} for name in clocks]:
        change(session, SETTLE, *told)


def pass_on(session: Session, case_ids: Collection[int], officer_id: int) -> None:
    """What one person was told of these cases is from now on for whom they are given to."""
    change(session, PASS_ON, {"cases": sorted(case_ids), "officer": officer_id})


def about_letters(session: Session, cases: Collection[int]) -> frozenset[int]:
    """Which of these *cases* have a letter that somebody is still to look at."""
    return (
        frozenset(row.case_id for row in ask(session, ABOUT_LETTERS, {"cases": sorted(cases)}))
        if cases
        else frozenset()
    )


def told_to(
    officer: ColumnElement[int] | int, unit: ColumnElement[str] | str, roles: Collection[str]
) -> ColumnElement[bool]:
    """A condition on `notices` that holds for those that *officer*, in *unit* with *roles*, is to look at."""
    mine = notices.officer_id == officer
    ours = and_(notices.unit == unit, notices.role.in_([literal(role) for role in sorted(roles)]))
    return and_(notices.settled_at.is_(None), or_(mine, ours))


def each_told(
    officer: ColumnElement[int], unit: ColumnElement[str], roles: Collection[str]
) -> Iterator[ColumnElement[bool]]:
    """`told_to` part by part, of each case one notice: each part is a range of one index, read no further than is wanted.

    To ask for each case once by DISTINCT made PostgreSQL bring together all notices of an office, to count two hundred.
    """
    yield one_of_its_case(lambda of: of.officer_id == officer)
    for role in sorted(roles):
        yield one_of_its_case(lambda of, role=role: and_(of.unit == unit, of.role == literal(role)))  # type: ignore[misc]


def one_of_its_case(holds: Callable[[Columns], ColumnElement[bool]]) -> ColumnElement[bool]:
    """*holds* of a notice that nobody has dealt with, and of no other such one of its case whose id is lower."""
    lower = table_of(Notice).alias().c
    another = select(lower.id).where(
        lower.case_id == notices.case_id, lower.id < notices.id, lower.settled_at.is_(None), holds(lower)
    )
    # As a value and not as "exists", which PostgreSQL would answer for all notices of the office at once.
    return and_(notices.settled_at.is_(None), holds(notices), another.limit(ONE).scalar_subquery().is_(None))


def open_notices(session: Session, case: Case) -> dict[tuple[int, str], tuple[str, ...]]:
    """What has been said of each clock and letter of the case, by proceeding and name, each kind once."""
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for proceeding_id, clock, kind in ask(session, SAID_ON_CASE, {"case": case.id}):
        found[proceeding_id, clock] = (*found.get((proceeding_id, clock), ()), kind)
    return found


def said_to(told: ColumnElement[bool], case_id: ColumnElement[int]) -> ColumnElement[str | None]:
    """The gravest notice of a case of those *told*, as a column: `escalate` before a letter's before `warn`, or NULL."""
    return select(func.min(notices.kind)).where(notices.case_id == case_id, told).scalar_subquery()


def noticed(
    officer: ColumnElement[int], unit: ColumnElement[str], roles: Collection[str]
) -> CompoundSelect[tuple[int]]:
    """Ids of the cases of which *officer*, in *unit* with *roles*, was told: `told_to` in two parts, each a range of its index.

    Joined by "or", SQLite looked through the notices of the whole country.
    """
    ours = and_(notices.unit == unit, notices.role.in_([literal(role) for role in sorted(roles)]))
    open_ones = select(notices.case_id).where(notices.settled_at.is_(None))
    return union_all(open_ones.where(notices.officer_id == officer), open_ones.where(ours))
