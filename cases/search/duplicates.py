"""Cases that may be about the same: proposed to an officer, who joins them or says that they are not."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.casefile.view import Alike, CaseFile
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, CaseLink, DeskRow, Proceeding, SearchToken
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.related.linking import DIFFERENT, find_other, link_cases
from cases.search import told
from cases.search.finding import tokens_of
from cases.search.secrets import secrets_of
from cases.viewer import Officer
from cases.visibility import names_of, seen_by_named
from workflows.calendars import local_day
from workflows.facts import Value

AT_MOST = 5
NEAR = timedelta(days=14)
"""Two cases without a common person are about one event only where they came so close together."""
LOOKED_AT = 200
"""Cases of one place whose issues are compared, the youngest first: FIRST of them, and the others where that is not enough."""
FIRST = 40
LOOKED_THROUGH = 2000
"""Rows of a desk that are read for those of a body or region: the youngest of the same track from about the same time."""
TOGETHER = 20
"""Cases that are read at once until there are enough."""
TOLD_APART = "told_apart"


def alike(session: Session, case: Case, opened: CaseFile, *, pack: Pack, viewer: Officer) -> tuple[Alike, ...]:
    """Cases that may be about the same as the *opened* one, those of the same person first.

    A person is known again by the index of the viewer's unit alone: across units only head office sees it, in the cases that
    head office has opened. Whatever is linked already, or was told apart, is not proposed.
    """
    if case.kind != "case" or not case.open:
        return ()
    found: dict[int, Alike] = {}
    session.flush()
    for because, others in proposals(session, case, opened, pack=pack, viewer=viewer):
        # Read a few at a time, so that of the many of one prison no more are read than are shown.
        new = (one for one in others if one.id not in found)
        found |= {one.id: proposed(one, because, pack) for one in islice(new, AT_MOST - len(found))}
    return tuple(found.values())


def proposed(other: Any, because: str, pack: Pack) -> Alike:
    """A row of `others` as it is shown."""
    return Alike(
        reference=other.reference,
        because=because,
        received=local_day(pack.calendar, other.received_at),
        stage=pack.procedure(other.procedure, other.version).stages[other.stage].label,
        open=other.open,
    )


Others = Iterator[Any]
"""What is shown of each case."""
cases, proceedings, links, desk, words = (table_of(each) for each in (Case, Proceeding, CaseLink, DeskRow, SearchToken))
THIS: Any = bindparam("case")


def proposals(
    session: Session, case: Case, opened: CaseFile, *, pack: Pack, viewer: Officer
) -> Iterator[tuple[str, Others]]:
    asking, units = {"case": case.id, **names_of(viewer)}, len(viewer.units)
    people = told.people_in(opened, pack)
    if people:
        tokens = tokens_of(secrets_of(session, viewer.unit, viewer=viewer), people=people)
        theirs = select(words.c.case_id).where(words.c.unit == viewer.unit, words.c.token.in_(tokens))
        same = others(units).where(cases.c.id.in_(theirs)).limit(AT_MOST)
        yield "person", iter(session.connection().execute(same, asking).all())
    asking |= {
        "unit": case.unit, "track": case.track, "begins": case.received_at - NEAR, "ends": case.received_at + NEAR,
    }  # fmt: skip
    body = case.facts.get("accused_body")
    if case.facility is not None:
        yield "facility", neighbours(session, case, "facility", asking | {"place": case.facility}, units)
    elif isinstance(body, str) and body != "unknown":
        yield "body", neighbours(session, case, "body", asking | {"place": body}, units)
    elif case.region is not None:
        yield "region", neighbours(session, case, "region", asking | {"place": case.region}, units)


def neighbours(session: Session, case: Case, because: str, asking: Mapping[str, Any], units: int) -> Others:
    """Of the cases that came to the same desk at about the same time and to the same place, those with an issue of *case*."""
    known = {name: value for name, value in asking.items() if name in NAMES_OF_NEAR}
    for skipped, most in ((0, FIRST), (FIRST, LOOKED_AT - FIRST)):
        rows = ask(session, near(because), {**known, "skipped": skipped, "most": most})
        rows.sort(key=lambda row: (row.received_at, row.case_id), reverse=True)
        ids = [row.case_id for row in rows if row.case_id != case.id and not_apart(case.facts, {"issues": row.issues})]
        for start in range(0, len(ids), TOGETHER):
            some = ids[start : start + TOGETHER]
            chosen = dict(zip(CHOSEN, [*some, *[0] * (TOGETHER - len(some))], strict=True))
            yield from ask(session, open_ones(units), {**asking, **chosen})
        if len(rows) < most:
            return


# Put together once for all who hold keys of so many units: SQLAlchemy takes longer for it than the database to answer.


@cache
def others(units: int) -> Select[Any]:
    """Cases but THIS that the viewer may know of and that stand in no relation to it."""
    return (
        select(
            cases.c.id, cases.c.reference, cases.c.received_at, cases.c.stage, cases.c.open,
            proceedings.c.procedure, proceedings.c.version,
        )
        .join(proceedings, (proceedings.c.case_id == cases.c.id) & proceedings.c.main)
        .where(cases.c.id != THIS, cases.c.kind == "case", ~related(), seen_by_named(units))
        .order_by(cases.c.received_at.desc(), cases.c.id)
    )  # fmt: skip


CHOSEN = tuple(f"chosen_{number}" for number in range(TOGETHER))


@cache
def open_ones(units: int) -> Select[Any]:
    """The open ones of the CHOSEN among the `others`."""
    return others(units).where(
        cases.c.open, cases.c.id.in_([bindparam(name, type_=cases.c.id.type) for name in CHOSEN])
    )


NAMES_OF_NEAR = frozenset({"unit", "track", "begins", "ends", "place"})


@cache
def near(because: str) -> Select[Any]:
    """Rows of one place on the responsible unit's desk, of the same track, that came at about the same time; the youngest first.

    Read in the order of an index and no further than needed: a desk can hold thousands of one month.
    """
    found = of_facility() if because == "facility" else of_desk(because)
    return found.limit(bindparam("most", type_=Integer())).offset(bindparam("skipped", type_=Integer()))


def came(when: ColumnElement[datetime]) -> ColumnElement[bool]:
    return when.between(bindparam("begins", type_=when.type), bindparam("ends", type_=when.type))


def of_facility() -> Select[Any]:
    """By the index of the place, which holds fewer of a month than the desk."""
    return (
        select(desk.c.case_id, desk.c.received_at, desk.c.row["issues"].label("issues"))
        .join(cases, cases.c.id == desk.c.case_id)
        .where(
            cases.c.facility == bindparam("place"), came(cases.c.received_at), cases.c.track == bindparam("track"),
            desk.c.unit == bindparam("unit"),
        )
        .order_by(cases.c.received_at.desc(), cases.c.id.desc())
    )  # fmt: skip


def of_desk(because: str) -> Select[Any]:
    """Where a body stands only in the cases' facts, the desk's rows are not looked at but in their index."""
    by_body = because == "body"
    young = (
        select(desk.c.case_id, desk.c.received_at, *(() if by_body else (desk.c.row,)))
        .where(desk.c.unit == bindparam("unit"), desk.c.track == bindparam("track"), came(desk.c.received_at))
        .order_by(desk.c.received_at.desc(), desk.c.case_id.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    facts = cases.c.facts if by_body else young.c.row
    place = facts["accused_body" if by_body else "region"].as_string()
    found = select(young.c.case_id, young.c.received_at, facts["issues"].label("issues"))
    if by_body:
        found = found.join(cases, cases.c.id == young.c.case_id)
    # Their order is that of the rows that are read: to ask for it again would make SQLite read all of them.
    return found.where(place == bindparam("place"))


def related() -> ColumnElement[bool]:
    return exists().where(
        or_(
            (links.c.case_id == THIS) & (links.c.other_id == cases.c.id),
            (links.c.other_id == THIS) & (links.c.case_id == cases.c.id),
        )
    )


def not_apart(facts: Mapping[str, Value], others: Mapping[str, Value]) -> bool:
    """Whether a common issue is known of two cases by their *facts*: the place alone says little of a prison."""
    return not set(issues(facts)).isdisjoint(issues(others))


def issues(facts: Mapping[str, Value]) -> list[str]:
    known = facts.get("issues")
    return [str(one) for one in known] if isinstance(known, list) else []


def tell_apart(
    session: Session, reference: str, other: str, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """An officer says that two cases are not about the same: they are not proposed to each other again.

    The journal does not name the other case: who reads this one need not know of that. Nothing happens where the other is
    not theirs to know of any more. Raises: CaseNotFound.
    """
    case = find_case(session, reference, viewer=viewer)
    apart = find_other(session, case, other, viewer=viewer)
    if apart is None or journal.find_act(session, key) is not None:
        return
    at = whole_second(at)
    link_cases(session, case.id, apart.id, DIFFERENT, at=at)
    case.version += 1
    journal.append(
        session, case_id=case.id, act=TOLD_APART, act_key=key, actor=viewer.actor, at=at, body={}, pack=case.pack,
        calendar=pack.calendar.version,
    )  # fmt: skip
