"""A pack that is not yet published, run over the institution's own journals: which routes, acts and deadlines would differ."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.filing.routing import route
from cases.packs import packs
from cases.packs.jurisdiction import Pack
from cases.records import Case, Entry
from cases.records.rows import table_of
from cases.viewer import Viewer
from cases.visibility import seen_by
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.procedure import Procedure
from workflows.replay import Difference, Kind, PastAct, Twin, Versions, begin_twin, compare_clocks, follow, surround

STEP = 2_000
"""Rows held in memory at once."""
MAIN = 1
entries = table_of(Entry).c
JOURNAL = (
    select(entries.case_id, entries.body).order_by(entries.case_id, entries.sequence).execution_options(yield_per=STEP)
)


class Opened(msgspec.Struct):
    number: int
    procedure: str
    version: int = 0


class Body(msgspec.Struct, rename={"from_": "from"}):
    """What a replay reads of an entry; everything else in it is passed over."""

    proceeding: int = MAIN
    from_: str | int = ""
    to: str = ""
    answers: dict[str, Any] = {}
    sets: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    opens: list[Opened] = []
    cancels: list[str] = []
    clocks: dict[str, list[str]] | list[Any] = {}
    clocks_of_main: dict[str, list[str]] = {}
    """What the beginning or the end of a side proceeding did to them."""
    ended_as: str | None = None
    waits: bool = False
    dropped: bool = False
    procedure: str = ""
    procedure_version: int = 0
    unit: str = ""
    circle: list[str] = []
    urgency: int = 0


class Past(msgspec.Struct):
    act: str
    at: int
    body: Body


class Found(msgspec.Struct, frozen=True):
    """A difference on a case that the viewer may know of."""

    reference: str
    number: int
    difference: Difference


class Replayed(msgspec.Struct):
    """What the new pack would have done otherwise. `counts`: over all cases; `found`: only those the viewer may open."""

    acts: int = 0
    cases: int = 0
    skipped: int = 0
    """Cases whose journal could not be followed: an entry or a version of a procedure is missing."""
    counts: Counter[Kind] = msgspec.field(default_factory=Counter)
    cases_by_kind: Counter[Kind] = msgspec.field(default_factory=Counter)
    found: list[Found] = msgspec.field(default_factory=list)


class Life(msgspec.Struct):
    """A case in the middle of being lived again."""

    facts: dict[str, Value]
    twins: dict[int, Twin] = msgspec.field(default_factory=dict)
    own: dict[int, dict[str, Value]] = msgspec.field(default_factory=dict)
    """Facts that belong to a side proceeding."""
    open: dict[int, str] = msgspec.field(default_factory=dict)
    """Number → procedure of the side proceedings that are open."""
    found: list[tuple[int, Difference]] = msgspec.field(default_factory=list)
    acts: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(self.open.values())) if self.open else {}


class World(msgspec.Struct):
    """What all cases of one replay share."""

    pack: Pack
    """The pack published last; its calendar counts the days."""
    new: Pack
    older: dict[tuple[str, int], Procedure]
    changed: dict[tuple[str, int], Versions | None] = msgspec.field(default_factory=dict)
    """Name and version → that version and the new one; None where they read the same."""

    def versions(self, name: str, version: int) -> Versions | None:
        """Raises: LookupError for a version that was never published here."""
        key = (name, version)
        if key not in self.changed:
            past = self.pack.procedures[name] if version == 0 else self.older[key]
            now = self.new.procedures.get(name)
            self.changed[key] = None if now is None or now == past else Versions(past, now)
        return self.changed[key]


def replay(session: Session, new: Pack, *, pack: Pack, since: date | None, viewer: Viewer, at: datetime) -> Replayed:
    """Live every case filed since that day again by *new*, beside the versions that it was lived by.

    *pack*: what was published last. Run it through `database.read`; it writes nothing. All days are counted by the present
    calendar, whichever was in force then.
    """
    known = session.execute(select(Case.id, Case.reference).where(seen_by(viewer)))
    shown: dict[int, str] = {row.id: row.reference for row in known}
    world = World(pack, new, packs.every_version(session, pack))
    decode = msgspec.json.Decoder(Past).decode
    done = Replayed()
    rows = session.connection().execute(JOURNAL)
    for case_id, group in groupby(rows, key=itemgetter(0)):
        try:
            life = live_again((decode(body) for _, body in group), world, since=since)
        except (msgspec.DecodeError, LookupError, TypeError, ValueError):
            done.skipped += 1
            continue
        if life is not None:
            conclude(done, life, shown.get(case_id), pack=pack, at=at)
    return done


def live_again(journal: Iterator[Past], world: World, *, since: date | None) -> Life | None:
    """One case; None when it does not begin with a filing since that day. Raises: LookupError."""
    first = next(journal)
    moment = datetime.fromtimestamp(first.at, UTC)
    if first.act != "file" or (since is not None and local_day(world.pack.calendar, moment) < since):
        return None
    life = begin(first.body, world, at=moment)
    for past in journal:
        live(life, past, world, at=datetime.fromtimestamp(past.at, UTC))
    return life


def begin(body: Body, world: World, *, at: datetime) -> Life:
    """The filing: routed again, and the main proceeding opened by both procedures."""
    life = Life(dict(body.facts))
    way = route(world.new, life.facts)
    routes = {
        "unit": (body.unit, way.lead),
        "circle": (", ".join(sorted(body.circle)), ", ".join(sorted(way.circle))),
        "urgency": (str(body.urgency), str(way.urgency)),
        "procedure": (body.procedure, way.procedure),
    }
    life.found += [
        (MAIN, Difference(kind=Kind.ROUTE, what=what, was=was, now=now, at=at))
        for what, (was, now) in routes.items()
        if was != now
    ]
    open_twin(life, Opened(MAIN, body.procedure, body.procedure_version), world, at=at)
    return life


def live(life: Life, past: Past, world: World, *, at: datetime) -> None:
    """One entry after the filing."""
    body, (procedure, _, act) = past.body, past.act.partition(".")
    if past.act == "complainant.filing":
        life.facts.update(body.facts)
        open_sides(life, body, world, at=at)
        surround_main(life, body.clocks if isinstance(body.clocks, dict) else {}, world, at=at)
        return
    number = body.proceeding
    if not act or procedure not in world.pack.procedures or (number != MAIN and number not in life.own):
        return
    life.acts += 1
    twin = life.twins.get(number)
    if twin is not None:
        facts = life.facts if number == MAIN else {**life.facts, **life.own[number]}
        clocks = body.clocks if isinstance(body.clocks, dict) else {}
        done = PastAct(
            name=act, at=at, from_stage=str(body.from_), to_stage=body.to, answers=body.answers, clocks=clocks,
            waits=body.waits, dropped=body.dropped,
        )  # fmt: skip
        follow(twin, done, facts=facts, counts=life.counts, calendar=world.pack.calendar)
    if body.sets:
        (life.facts if number == MAIN else life.own[number]).update(body.sets)
    if number != MAIN and body.ended_as is not None:
        life.open.pop(number, None)
    for name in body.cancels:
        life.open = {each: what for each, what in life.open.items() if what != name}
    open_sides(life, body, world, at=at)
    if number != MAIN and (body.opens or body.cancels or body.ended_as is not None):
        surround_main(life, body.clocks_of_main, world, at=at)


def open_sides(life: Life, body: Body, world: World, *, at: datetime) -> None:
    for opened in body.opens:
        life.own[opened.number], life.open[opened.number] = {}, opened.procedure
        open_twin(life, opened, world, at=at)


def surround_main(life: Life, did: Mapping[str, list[str]], world: World, *, at: datetime) -> None:
    """Tell the main proceeding what changed beside it; *did*: what its clocks did then."""
    if (main := life.twins.get(MAIN)) is not None:
        surround(main, did, facts=life.facts, counts=life.counts, calendar=world.pack.calendar, at=at)


def open_twin(life: Life, opened: Opened, world: World, *, at: datetime) -> None:
    """Put a proceeding beside itself, where the new pack has its procedure otherwise. Raises: LookupError."""
    versions = world.versions(opened.procedure, opened.version)
    if versions is not None:
        life.twins[opened.number] = begin_twin(versions, facts=life.facts, calendar=world.pack.calendar, at=at)


def conclude(done: Replayed, life: Life, reference: str | None, *, pack: Pack, at: datetime) -> None:
    """Add what a case came to."""
    found = life.found
    for number, twin in life.twins.items():
        found += [(number, each) for each in (*twin.differences, *compare_clocks(twin, calendar=pack.calendar, at=at))]
    done.cases += 1
    done.acts += life.acts
    done.counts.update(each.kind for _, each in found)
    done.cases_by_kind.update({each.kind for _, each in found})
    if reference is not None:
        done.found += [Found(reference, number, each) for number, each in found]
