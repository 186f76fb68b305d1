"""Persons restored and persons held to account: counted as persons, sealed in their evidence, held by the journal."""

from datetime import date, timedelta
from secrets import token_hex
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.errors import CaseNotFound, InvalidAnswers
from cases.outcomes import recording
from cases.outcomes.counting import OutcomeView, count_people
from cases.outcomes.recording import NewOutcome
from cases.records import OutcomeRecord
from cases.verifying.damages import Damage, Fault
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.access import wall_off
from tests.harness.handling import CHIEF, OFFICER, case_of, damages, open_file, snapshot

TODAY = date(2026, 11, 23)
RESTORED = NewOutcome(
    what="restored", people=40, sanction=None, body="B-MOH", day=TODAY, evidence="Seen on the bank statements."
)
PUNISHED = replace(RESTORED, what="accountable", people=2, sanction="disciplinary", day=TODAY - timedelta(days=3))


def record(house: House, reference: str, new: NewOutcome, *, by: str = OFFICER) -> None:
    house.database.write(
        recording.record_outcome, reference, new, key=token_hex(16), pack=house.pack, viewer=house.officer(by), at=house.clock()
    )  # fmt: skip


def outcomes(house: House, reference: str) -> list[OutcomeView]:
    return list(open_file(house, reference).outcomes)


def counted(house: House, **asked: Any) -> dict[tuple[str, str | None], int]:
    return dict(house.database.read(count_people, date(2026, 11, 1), TODAY, viewer=System(), **asked))


def test_persons_are_counted_and_not_cases(house: House) -> None:
    first, second = house.file().reference, house.file().reference
    version = case_of(house, first).version
    for new in (RESTORED, PUNISHED, replace(PUNISHED, people=1, sanction="criminal")):
        record(house, first, new)
    record(house, second, replace(RESTORED, people=2, sanction="criminal", day=date(2026, 10, 31)))
    record(house, second, replace(RESTORED, people=3))
    assert counted(house) == {
        ("restored", None): 43,
        ("accountable", "disciplinary"): 2,
        ("accountable", "criminal"): 1,
    }
    assert counted(house, unit="KZ-75") == {}
    mistake = outcomes(house, first)[0]
    for _ in range(2):
        house.database.write(
            recording.strike_outcome, first, mistake.number, key=token_hex(16), pack=house.pack,
            viewer=house.officer(CHIEF), at=house.clock(),
        )  # fmt: skip
    assert counted(house, unit="KZ-39")["restored", None] == 3
    assert [one.struck for one in outcomes(house, first)] == [False, False, True]
    assert case_of(house, first).version == version
    assert "bank statements" not in repr(snapshot(house))
    assert damages(house) == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"what": "praised"}, "what"),
    ({"people": 0}, "people"),
    ({"people": 30_001}, "people"),
    ({"what": "accountable"}, "sanction"),
    ({"body": "B-NO"}, "body"),
    ({"day": TODAY + timedelta(days=1)}, "day"),
    ({"evidence": " "}, "evidence"),
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(house: House) -> None:
    reference = house.file().reference
    for wrong, field in WRONG:
        with pytest.raises(InvalidAnswers) as caught:
            record(house, reference, replace(RESTORED, **wrong))
        assert set(caught.value.problems) == {field}, wrong
    assert outcomes(house, reference) == []


def test_behind_a_wall_they_count_apart_and_strangers_record_nothing(house: House) -> None:
    reference = house.file().reference
    record(house, reference, RESTORED)
    wall_off(house, reference, by=CHIEF, out=OFFICER)
    assert (counted(house), counted(house, walled=True)) == ({}, {("restored", None): 40})
    for by in (OFFICER, "caseworker.75"):
        with pytest.raises(CaseNotFound):
            record(house, reference, RESTORED, by=by)


def test_a_number_that_is_written_over_is_found(house: House) -> None:
    reference = house.file().reference
    record(house, reference, RESTORED)

    def pencil(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(OutcomeRecord).values(people=400))

    house.database.write(pencil, viewer=System())
    (row,) = outcomes(house, reference)
    assert damages(house) == [Damage("outcomes", case_of(house, reference).id, row.number, Fault.CHANGED)]
