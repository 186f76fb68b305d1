"""Tables that institutions have published, counted again from cases made to match them (`docs/real-tables.md` lists all)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from cases.records import Base, Case, Measure, Proceeding, Remedy
from cases.reports.figures import Share
from cases.reports.folding import count_again
from cases.reports.periods import Compare, Period
from cases.reports.queries import Asked, Report, read_report
from cases.reports.scopes import House
from tests.builders import kazakhstan
from tests.unit.reports.world import ALMATY, HEAD_OFFICE, HOUSE, row, spell

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NINE_MONTHS = 273
UNITS = tuple(code for code, unit in kazakhstan().units.items() if unit.kind == "region")
COUNTRY = House(
    units=(*UNITS, "KZ-HO", "KZ-IN"), head_office="KZ-HO", integrity="KZ-IN", zone=ALMATY, implemented=HOUSE.implemented
)
REST = "KZ-HO"


@pytest.fixture
def session() -> Iterator[Session]:
    engine: Engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def add_year(
    session: Session, numbers: Iterator[int], days: Period, units: Sequence[tuple[str, int]], *, closed: int = 0
) -> None:
    """As many cases as each of *units* had, spread evenly over *days*; of each unit the first *closed* ended on the last day."""
    rows = []
    for unit, cases in units:
        for index in range(cases):
            day = days.first + timedelta(days=index * days.days // cases)
            ended = days.last if index < closed else None
            blank = dict.fromkeys(column.key for column in Measure.__table__.columns)
            rows.append(blank | spell(unit, day, closed=ended) | {"case_id": next(numbers), "spell": 1})
    session.execute(insert(Measure.__table__), rows)  # type: ignore[arg-type]


def report(session: Session, period: Period, compare: Compare = Compare.NOTHING) -> Report:
    count_again(session.connection())  # the rows were laid in past the acts
    return read_report(session, Asked(period=period, compare=compare), house=COUNTRY, viewer=HEAD_OFFICE, at=NOW)


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def nine_months(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 9, 30))


def rest_of(number: int) -> Period:
    return Period(date(number, 10, 1), date(number, 12, 31))


def beside(number: int) -> Compare:
    """The year before, where the source says how much more there was."""
    return Compare.YEAR_BEFORE if number > 2023 else Compare.NOTHING


def change(found: Report) -> float:
    """Per cent more than in the period beside it, as such tables print it."""
    assert found.total_beside is not None
    return round(100 * (found.total.received / found.total_beside.received - 1), 1)


def test_complaints_by_period_and_by_region_are_those_of_the_commissioner(session: Session) -> None:
    """KZ-OMB-01 and KZ-OMB-04. The source prints +10.8 % and +45 % where its own numbers give +10.9 % and +43.7 %."""
    numbers = count(1)
    largest = (("KZ-71", 464), ("KZ-75", 394), ("KZ-39", 351), ("KZ-55", 351), ("KZ-61", 337))
    add_year(session, numbers, year(2018), [(REST, 1811)])
    add_year(session, numbers, nine_months(2023), [*largest, (REST, 4382 - sum(cases for _, cases in largest))])
    add_year(session, numbers, rest_of(2023), [(REST, 5773 - 4382)])
    add_year(session, numbers, nine_months(2024), [(REST, 4859)])
    add_year(session, numbers, rest_of(2024), [(REST, 6748 - 4859)])
    add_year(session, numbers, year(2025), [(REST, 9700)])
    by_year = {number: report(session, year(number), beside(number)) for number in (2018, 2023, 2024, 2025)}
    part = {number: report(session, nine_months(number), beside(number)) for number in (2023, 2024)}
    assert {number: found.total.received for number, found in by_year.items()} == {
        2018: 1811, 2023: 5773, 2024: 6748, 2025: 9700,
    }  # fmt: skip
    assert {number: found.total.received for number, found in part.items()} == {2023: 4382, 2024: 4859}
    assert (change(part[2024]), change(by_year[2024]), change(by_year[2025])) == (10.9, 16.9, 43.7)
    shares = {code: Share(one.received, part[2023].total.received) for code, one in part[2023].units.items()}
    printed = {code: round(100 * (shares[code].value or 0), 1) for code, _ in largest}
    assert printed == {"KZ-71": 10.6, "KZ-75": 9.0, "KZ-39": 8.0, "KZ-55": 8.0, "KZ-61": 7.7}


@pytest.mark.parametrize(
    ("unit", "appeals", "answered", "share"),
    [
        ("KZ-61", 1520, 1480, 97.4),
        ("KZ-62", 352, 251, 71.3),  # printed 81.3
        ("KZ-10", 95, 91, 95.8),  # printed 96.2
    ],
)
def test_appeals_answered_by_region_are_computed_and_not_typed(
    session: Session, unit: str, appeals: int, answered: int, share: float
) -> None:
    """KZ-OGOV-01: where the printed share is not what the numbers beside it give, ours is."""
    add_year(session, count(1), year(2025), [(unit, appeals)], closed=answered)
    found = report(session, year(2025)).units[unit]
    assert found.clearance == Share(answered, appeals)
    assert round(100 * (found.clearance.value or 0), 1) == share


def test_applications_and_completed_proceedings_are_those_of_the_public_defender(session: Session) -> None:
    """GE-PD-01: 81.5 % completed."""
    add_year(session, count(1), year(2025), [(REST, 8827)], closed=7196)
    found = report(session, year(2025)).total
    assert (found.received, found.closed, round(100 * (found.clearance.value or 0), 1)) == (8827, 7196, 81.5)


def test_acts_of_response_and_their_execution_are_those_of_the_akyikatchy(session: Session) -> None:
    """KG-OMB-03: 122 of 141 acts carried out; they are remedies, and never added to the appeals."""
    numbers = count(1)
    add_year(session, numbers, year(2025), [(REST, 9672)])
    opened = datetime(2025, 5, 1, tzinfo=UTC)
    proceeding = dict.fromkeys(column.key for column in Proceeding.__table__.columns)
    proceeding |= {"main": False, "number": 2, "procedure": "remedy", "version": 1, "stage": "x", "unit": REST}
    remedy = dict.fromkeys(column.key for column in Remedy.__table__.columns)
    ids = range(1, 142)
    about = {"kind": "case", "unit": REST, "walled": False, "track": "other"}
    session.add_all(row(Case, id=each, reference=f"{each}", **about) for each in ids)
    session.flush()
    session.execute(
        insert(Proceeding.__table__),  # type: ignore[arg-type]
        [proceeding | {"id": each, "case_id": each, "opened_at": opened, "facts": {}, "state": {}} for each in ids],
    )
    session.execute(
        insert(Remedy.__table__),  # type: ignore[arg-type]
        [
            remedy
            | {"proceeding_id": each, "case_id": each, "unit": REST, "kind": "restitution", "verified": False}
            | {"opened_at": opened, "stage": "claimed" if each <= 122 else "served"}
            for each in ids
        ],
    )
    found = report(session, year(2025)).total
    assert (found.received, found.all_remedies.recommended, found.all_remedies.implemented) == (9672, 141, 122)
