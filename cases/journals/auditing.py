"""The journal as an auditor reads it: who did and who read what, when; never a word of what is sealed."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from cases.casefile.opening import officer_names
from cases.errors import BadReference, NotAllowed
from cases.journals.journal import read_body
from cases.packs.jurisdiction import Pack
from cases.records import Case, Entry, Reading
from cases.references import parse_reference
from cases.viewer import Officer
from cases.visibility import audited_by

PAGE = 50
SPECIAL_STEP = 10
"""Entries of cases that the viewer may not know of are counted in such steps: one more of them must not be seen."""
READERS = frozenset({"auditor", "integrity", "commissioner"})
ACT, READING = 1, 2

PLACE = re.compile(
    r"(?P<second>[0-9]{1,11})\.(?P<reference>[a-z0-9-]{1,40})\.(?P<chain>[12])\.(?P<sequence>[0-9]{1,15})"
)

Kind = Literal["", "act", "reading"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an auditor looks for. *until* is counted in; *after* is where the page before ended."""

    since: date | None = None
    until: date | None = None
    officer: int | None = None
    unit: str | None = None
    reference: str | None = None
    kind: Kind = ""
    after: str | None = None


class Line(msgspec.Struct, frozen=True):
    """One entry of either chain."""

    at: datetime
    reading: bool
    actor: str
    """An officer's name, or `complainant`, `system`, `nobody`."""
    reference: str
    act: str
    """Act of the journal, or what was read: `case`, `export`, `evidence`…"""
    body: Mapping[str, Any]


class AuditPage(msgspec.Struct, frozen=True):
    lines: tuple[Line, ...]
    older: str | None
    """Where the next page begins; None on the last."""
    special: int
    """Entries of special cases in the same days, rounded down to tens; these are not shown."""
    officers: Mapping[int, str]


def look(session: Session, asked: Asked, *, pack: Pack, viewer: Officer, at: datetime) -> AuditPage:
    """One page of the journal and of what was read, the newest first. Raises: NotAllowed."""
    if READERS.isdisjoint(viewer.roles):
        raise NotAllowed
    names, seen = officer_names(session), audited_by(viewer)
    found: list[tuple[int, Any, str]] = []
    for number, chain in chains(asked):
        rows = session.execute(page_of(chain, number, asked, seen, pack=pack))
        found += [(number, entry, reference) for entry, reference in rows]
    found.sort(key=lambda one: (-one[1].at.timestamp(), one[2], one[0], one[1].sequence))
    shown = found[:PAGE]
    return AuditPage(
        lines=tuple(line_of(entry, reference, names) for _, entry, reference in shown),
        older=place_of(*shown[-1]) if len(found) > PAGE else None,
        special=count_special(session, asked, seen, pack=pack),
        officers=names,
    )


def page_of(
    chain: type[Entry | Reading], number: int, asked: Asked, seen: ColumnElement[bool], *, pack: Pack
) -> Select[Any, str]:
    """As many entries of one chain as a page may need, with the references of their cases."""
    return (
        select(chain, Case.reference)
        .join(Case, Case.id == chain.case_id)
        .where(seen, *narrowed(chain, asked, pack), *beyond(chain, number, asked.after))
        .order_by(chain.at.desc(), Case.reference, chain.sequence)
        .limit(PAGE + 1)
    )


def chains(asked: Asked) -> list[tuple[int, type[Entry | Reading]]]:
    both: list[tuple[int, type[Entry | Reading]]] = [(ACT, Entry), (READING, Reading)]
    return [one for one in both if not asked.kind or (asked.kind == "reading") == (one[0] == READING)]


def line_of(entry: Entry | Reading, reference: str, names: Mapping[int, str]) -> Line:
    kind, _, number = entry.actor.partition(":")
    actor = names.get(int(number), entry.actor) if kind == "officer" and number.isdecimal() else entry.actor
    body = read_body(entry)
    if isinstance(entry, Reading):
        return Line(entry.at, True, actor, reference, str(body.get("read", "")), body)
    return Line(entry.at, False, actor, reference, entry.act, body)


def narrowed(chain: type[Entry | Reading], asked: Asked, pack: Pack) -> list[ColumnElement[bool]]:
    """What was asked for, as conditions. A number that is no reference finds nothing."""
    conditions = within(chain, asked, pack)
    if asked.officer is not None:
        conditions.append(chain.actor == f"officer:{asked.officer}")
    if asked.unit:
        conditions.append(Case.unit == asked.unit)
    if asked.reference:
        try:
            conditions.append(Case.reference == parse_reference(asked.reference))
        except BadReference:
            conditions.append(Case.reference == "")
    return conditions


def within(chain: type[Entry | Reading], asked: Asked, pack: Pack) -> list[ColumnElement[bool]]:
    """The days, by the institution's clock."""
    conditions = []
    if asked.since is not None:
        conditions.append(chain.at >= datetime.combine(asked.since, time(), pack.zone))
    if asked.until is not None:
        conditions.append(chain.at < datetime.combine(asked.until + timedelta(days=1), time(), pack.zone))
    return conditions


def beyond(chain: type[Entry | Reading], number: int, after: str | None) -> list[ColumnElement[bool]]:
    """Where the page before ended: what is older, or stands after it in the order of one second."""
    found = PLACE.fullmatch(after or "")
    if found is None:
        return []
    moment, last, sequence = (
        datetime.fromtimestamp(int(found["second"]), UTC),
        int(found["chain"]),
        int(found["sequence"]),
    )
    same = Case.reference == found["reference"]
    later = same if number > last else and_(same, chain.sequence > sequence) if number == last else false()
    return [or_(chain.at < moment, and_(chain.at == moment, or_(Case.reference > found["reference"], later)))]


def place_of(number: int, entry: Entry | Reading, reference: str) -> str:
    """Where a page ended; the reference stands for the id, which is never shown."""
    return f"{int(entry.at.timestamp())}.{reference}.{number}.{entry.sequence}"


def count_special(session: Session, asked: Asked, seen: ColumnElement[bool], *, pack: Pack) -> int:
    """Entries in the same days on cases that the viewer may not know of. Nothing but the days narrows them.

    Somebody could otherwise find by one question after the other whose, where and which such a case is.
    """
    total = 0
    for _, chain in chains(asked):
        rows: Select[Any] = (
            select(func.count())
            .select_from(chain)
            .join(Case, Case.id == chain.case_id)
            .where(~seen, *within(chain, asked, pack))
        )
        total += session.scalar(rows) or 0
    return total // SPECIAL_STEP * SPECIAL_STEP
