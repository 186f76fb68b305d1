"""Whatever answers the public form sends: a whole complaint that those may read who should, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.records import Case, ClockRow, Complaint, DeskRow, Entry, Mailbox, Measure, Statistic, Wrap
from cases.settings import Settings
from tests.builders import House, found_house, kazakhstan
from tests.harness.handling import case_of, count_rows, damages, enter, journal_of, open_box, records
from tests.properties.at_random import NOW, answers_to

CORE = kazakhstan().questionnaires["core"]
ONE_EACH = (Case, Complaint, Mailbox, Measure, Statistic)
NOTED = frozenset(f"{name}.{watch.do}" for name, each in kazakhstan().procedures.items() for watch in each.watch)
"""What the system notes on one that is alike to so many."""


@pytest.fixture(scope="module")
def house(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("filing")
    here = Settings(data=folder / "data", secrets=folder / "secrets")
    here.data.mkdir()
    (here.data / "arasha.sqlite").write_bytes(migrated_file.read_bytes())
    with Database.open(here) as database:
        found = found_house(database, at=NOW, staffed=False)
        yield found
        assert damages(found) == []


def file(house: House, answers: dict[str, Any], language: str) -> str | None:
    """The reference of the complaint that came of it, all its promises checked; None when it was refused whole."""
    before = count_rows(house)
    try:
        receipt = house.file(language=language, **answers)
    except InvalidAnswers:
        assert count_rows(house) == before
        return None
    after = count_rows(house)
    for record in ONE_EACH:
        assert after[record.__tablename__] == before[record.__tablename__] + 1
    acts = [entry.act for entry in journal_of(house, receipt.reference)]
    assert (acts[0], set(acts[1:]) - NOTED) == ("file", set()), acts
    assert after[Entry.__tablename__] == before[Entry.__tablename__] + len(acts)
    assert open_box(house, enter(house, receipt)).reference == receipt.reference
    assert receipt.register_by <= receipt.answer_by
    return receipt.reference


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=answers_to(CORE), language=st.sampled_from(("kk", "ru", "en")))
def test_a_filing_is_whole_and_readable_by_its_circle_or_it_is_not_there(
    house: House, answers: dict[str, Any], language: str
) -> None:
    reference = file(house, answers, language)
    if reference is None:
        return
    case, institution = case_of(house, reference), house.pack.institution
    holders = {wrap.holder for wrap in records(house, Wrap, case_id=case.id)}
    assert case.unit in holders
    assert holders <= house.pack.units.keys() - {institution.npm}
    assert {row.unit for row in records(house, DeskRow, case_id=case.id)} == holders
    if case.facts.get("about_us") not in {None, "no"}:
        assert len(holders) == 1
    assert case.walled == (case.unit == institution.integrity)
    assert case.urgency == case.facts["urgency"] in {1, 2, 3}
    assert (case.pin == 3) == (case.urgency == 1)
    running = [clock.due for clock in records(house, ClockRow, case_id=case.id) if clock.running and clock.due]
    assert case.next_due == min(running)
    if case.facts.get("identity") == "anonymous" and case.urgency == 3:
        assert case.received_at.astimezone(house.pack.zone).time().isoformat() == "00:00:00"
