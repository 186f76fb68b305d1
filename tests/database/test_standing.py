"""How long open cases have stood at their stage: each band up to its edge, for those who may see the cases."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Case
from cases.reports.concerned import STANDING, Concern, read_concerned
from cases.reports.rules import Rules
from cases.reports.standing import count_standing, stand_together
from cases.viewer import System, Viewer
from tests.unit.reports.world import ABAI, HEAD_OFFICE, HOUSE, INTEGRITY, add_case, add_units, spell

RULES = Rules(due_days=3, silent_days=30, load=1, rise_days=28, rise_spans=6, rise_least=1)
NOW = datetime(2026, 11, 26, 5, tzinfo=UTC)


def fill(session: Session, *, viewer: Viewer) -> None:
    add_units(session, viewer=viewer)
    days = ((0, "KZ-10"), (6, "KZ-10"), (7, "KZ-10"), (29, "KZ-75"), (30, "KZ-10"), (90, "KZ-10"), (400, "KZ-75"))
    for number, (since, unit) in enumerate(days, 1):
        known = {"walled": number == 5, "open": number != 2, "stage_since": NOW - timedelta(days=since), "kind": "case"}
        add_case(session, number, spell(unit, date(2026, 1, 1)), viewer=viewer)
        session.execute(update(Case).where(Case.id == number).values(**known))


def test_each_open_case_is_in_the_band_of_the_days_it_has_stood(database: Database) -> None:
    database.write(fill, viewer=System())
    assert database.read_across(count_standing, (), house=HOUSE, viewer=ABAI, at=NOW) == {
        "KZ-10": {"detention": (1, 1, 0, 1)}
    }
    country = database.read_across(count_standing, (), house=HOUSE, viewer=HEAD_OFFICE, at=NOW)
    assert stand_together(country.values()) == {"detention": (1, 2, 0, 2)}
    assert database.read_across(count_standing, (), house=HOUSE, viewer=INTEGRITY, at=NOW) == {
        "KZ-IN": {"detention": (0, 0, 1, 0)}
    }


def test_the_cases_behind_a_number_are_those_that_it_counts(database: Database) -> None:
    database.write(fill, viewer=System())
    for viewer in (ABAI, HEAD_OFFICE, INTEGRITY):
        units = database.read_across(count_standing, (), house=HOUSE, viewer=viewer, at=NOW)
        for track, numbers in stand_together(units.values()).items():
            for band, number in enumerate(numbers):
                cell = Concern(STANDING, code=track, band=band)
                found = database.read_across(
                    read_concerned, cell, (), rules=RULES, house=HOUSE, viewer=viewer, at=NOW
                )  # fmt: skip
                assert len(found.lines) + found.closed == number, (viewer, band)
