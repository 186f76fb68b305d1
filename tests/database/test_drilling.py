"""From every number to the cases that it counts, on both databases."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import String, column, select, table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import NotAllowed
from cases.reports import conditions
from cases.reports.behind import CASES, OF_REMEDIES
from cases.reports.drilling import Drilled, Line, read_drilled, statement_of
from cases.reports.figures import Figures, Share
from cases.reports.periods import Period
from cases.reports.queries import Asked, read_report, statements_of
from cases.reports.values import VALUES, value_of
from cases.viewer import System, Viewer
from tests.unit.reports.world import ABAI, HEAD_OFFICE, HOUSE, INTEGRITY, add_october, october

OCTOBER = Asked(period=Period(october(1), october(31)))
NARROWED = [(), ("track", "channel"), ("facility",), ("body",), ("body", "channel"), ("facility", "body")]
OF_ABAI = replace(OCTOBER, units=frozenset({"KZ-10"}))


@pytest.fixture
def world(database: Database) -> Database:
    database.write(add_october, viewer=System())
    return database


def drill(
    database: Database,
    figure: str,
    part: str = "",
    *,
    viewer: Viewer,
    now: datetime,
    asked: Asked = OF_ABAI,
    **more: Any,
) -> Drilled:
    return database.read_across(read_drilled, asked, figure, part, house=HOUSE, viewer=viewer, at=now, **more)


def listed_of(database: Database, figure: str, now: datetime, part: str = "") -> tuple[Line, ...]:
    return drill(database, figure, part, viewer=System(), now=now).lines


def test_every_number_leads_to_the_cases_that_it_counts(world: Database, now: datetime) -> None:
    found = world.read_across(read_report, OF_ABAI, house=HOUSE, viewer=System(), at=now).total
    for name in VALUES.keys() & (CASES.keys() | OF_REMEDIES.keys()):
        lines = listed_of(world, name, now)
        assert said_by(lines, name) == told_by(found, name), name


def said_by(lines: tuple[Line, ...], name: str) -> object:
    """What the list comes to: how many, how many of them count, or which values an average is of."""
    if name in RATIOS or not lines:
        return len(lines)
    if lines[0].counted is not None:
        return sum(bool(line.counted) for line in lines), len(lines)
    if lines[0].value is not None:
        return Counter(line.value for line in lines)
    return len(lines)


RATIOS = {
    "reopening": "reopened", "transfers": "handed_on", "clearance": "closed", "load_per_officer": "open_at_end",
    "open_per_officer": "open_at_end", "received_per_officer": "received",
    "per_population": "received",
}  # fmt: skip
AVERAGES = {"days": "days", "age": "open_days", "urgent": "minutes"}


def told_by(figures: Figures, name: str) -> object:
    """The same, as the figure says it."""
    kind, _, ending = name.partition("_")
    if name in RATIOS:
        return getattr(figures, RATIOS[name])
    if ending in {"median", "p50", "p90", "p95"}:
        return getattr(figures, AVERAGES[kind])
    value = value_of(name, figures)
    if isinstance(value, Share) and value.whole:
        return value.part, value.whole
    return value.whole if isinstance(value, Share) else value


def test_every_part_of_a_distribution_leads_to_its_own_cases(world: Database, now: datetime) -> None:
    found = world.read_across(read_report, OF_ABAI, house=HOUSE, viewer=System(), at=now).total
    parts = {("ages", str(band)): number for band, number in found.ages.items()}
    parts |= {("outcomes", code): number for code, number in found.outcomes.items()}
    parts |= {("felt", "/".join(answers)): number for answers, number in found.felt.items()}
    parts |= {("remedies_recommended", kind): one.recommended for kind, one in found.remedies.items()}
    parts |= {("funnel", "received"): 7, ("funnel", "decided"): 4, ("funnel", "remedied"): 2, ("funnel", "verified"): 1}
    assert {(name, part): len(listed_of(world, name, now, part)) for name, part in parts} == parts
    for name in ("ages", "outcomes", "felt", "funnel", "received", "remedies_due"):
        assert listed_of(world, name, now, "nonsense") == ()


def test_a_list_goes_on_where_the_page_before_ended_and_leaves_none_out(world: Database, now: datetime) -> None:
    lines, place = list[Line](), None
    for _ in range(4):
        page = drill(world, "open_at_end", viewer=System(), now=now, after=place, limit=2)
        lines += page.lines
        place = page.more
    assert place is None
    assert tuple(lines) == listed_of(world, "open_at_end", now)
    assert [line.day for line in lines] == sorted((line.day for line in lines), reverse=True)


def test_a_case_that_is_counted_is_listed_only_for_who_reads_it(world: Database, now: datetime) -> None:
    """Nobody holds a key of the small world: its cases are counted, and closed."""
    page = drill(world, "received", viewer=ABAI, now=now)
    assert (page.lines, page.closed) == ((), 7)
    walled = drill(world, "received", viewer=INTEGRITY, now=now, asked=OCTOBER)
    assert (walled.lines, walled.closed) == ((), 2)
    with pytest.raises(NotAllowed):
        drill(world, "received", viewer=ABAI, now=now, asked=replace(OCTOBER, units=frozenset({"KZ-75"})))
    with pytest.raises(NotAllowed):
        drill(world, "received", viewer=HEAD_OFFICE, now=now, asked=replace(OCTOBER, units=frozenset({"KZ-IN"})))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_postgresql_knows_that_the_country_is_most_rows_and_no_range_of_an_index(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it takes a list of the country for a few rows, and looks for all of them to sort them."""
    monkeypatch.setattr(conditions, "FEW_UNITS", 1)
    asked = statements_of(OCTOBER, house=HOUSE, viewer=System(), at=now)
    units, laid_in = sorted(asked.units), table("laid_in", column("unit", String))
    statement = select(laid_in.c.unit).where(asked.among(laid_in.c.unit))
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    found = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    def plan(session: Session, *, viewer: Viewer) -> dict[str, Any]:
        for each in (
            f"CREATE TEMPORARY TABLE laid_in AS SELECT unit FROM unnest(ARRAY{units}) AS unit, generate_series(1, 500)",
            "CREATE INDEX ix_laid_in ON laid_in (unit)",
            "ANALYZE laid_in",
            "SET LOCAL enable_seqscan = off",
        ):
            session.execute(text(each))
        (said,) = session.execute(text(f"EXPLAIN (FORMAT JSON) {found}")).scalar_one()
        session.execute(text("DROP TABLE laid_in"))
        return dict(said["Plan"])

    way = database.write(plan, viewer=System())
    assert way["Plan Rows"] > 500 * len(units) * 0.9
    assert "Index Cond" not in way


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("units", [(), ("KZ-10",)], ids=["country", "unit"])
def test_an_index_tells_alone_in_their_order_which_cases_are_on_a_page(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, units: Sequence[str]
) -> None:
    """Else a list that few rows are on looks up very many."""
    monkeypatch.setattr(conditions, "FEW_UNITS", 1)

    def plan(session: Session, asked: Asked, figure: str, *, viewer: Viewer) -> list[str]:
        conditions = statements_of(asked, house=HOUSE, viewer=viewer, at=now)
        statement = statement_of(conditions, figure, "", after=None, limit=51, viewer=viewer)
        compiled = statement.compile(session.connection(), compile_kwargs={"render_postcompile": True})
        values = tuple(compiled.params[name] for name in compiled.positiontup or ())
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
        return [row[3] for row in rows]

    for period, about, figure in product(
        (OCTOBER.period, Period(october(3), october(17))),
        NARROWED,
        ("received", "timeliness", "overdue", "closed", "not_told"),
    ):
        narrowed: dict[str, Any] = {name: f"some {name}" for name in about}
        asked = Asked(period=period, units=frozenset(units), **narrowed)
        way = database.read(plan, asked, figure, viewer=System())
        chosen = way[1 : way.index("SCAN chosen")]
        assert re.match(r"(SEARCH|SCAN) measures USING COVERING INDEX", chosen[0]), (about, figure, way)
        assert not any("TEMP B-TREE" in one for one in chosen), (about, figure, way)
