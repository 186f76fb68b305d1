"""Routing of design 01 §1.5 as a filing meets it: who leads, who may read, how urgent, by which procedure."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from cases.records import ClockRow, DeskRow, Measure, Proceeding, Wrap
from tests.builders import House
from tests.harness.handling import CHIEF, OFFICER, URGENT, Act, case_of, records, walk

ELSEWHERE = {"to_body": "B-MOH", "reason": "They decide about hospitals."}


class Way(NamedTuple):
    lead: str
    circle: set[str]
    urgency: int = 3
    pin: int = 0
    procedure: str = "complaint"


WAYS: list[tuple[str, dict[str, Any], Way]] = [
    ("danger to life", dict(URGENT), Way("KZ-39", {"KZ-39", "KZ-HO", "KZ-DU"}, 1, 3)),
    ("danger abroad", {**URGENT, "region": "abroad"}, Way("KZ-HO", {"KZ-HO", "KZ-DU"}, 1, 3)),
    ("suicide", {"urgent_signs": ["suicide"]}, Way("KZ-39", {"KZ-39", "KZ-HO", "KZ-DU"}, 1, 3)),
    ("missing medicine", {"urgent_signs": ["medicine"], "danger_24h": "unsure"}, Way("KZ-39", {"KZ-39", "KZ-HO", "KZ-DU"}, 1, 3)),
    (
        "torture in a facility of another region than the one named",
        {"track": "detention", "facility": "F-7501", "body_kind": "facility", "urgent_signs": ["torture"]},
        Way("KZ-75", {"KZ-75", "KZ-39", "KZ-HO", "KZ-DU"}, 1, 3),
    ),
    ("afraid", {"danger_24h": "unsure"}, Way("KZ-39", {"KZ-39", "KZ-HO"}, 2)),
    ("a child", {"minor": "true"}, Way("KZ-39", {"KZ-39", "KZ-HO"}, 2)),
    ("our own staff", {"about_us": "our_staff"}, Way("KZ-IN", {"KZ-IN"})),
    ("our own staff, and life in danger", {"about_us": "our_staff", "urgent_signs": ["suicide"]}, Way("KZ-IN", {"KZ-IN"}, 1, 3)),
    ("the Commissioner", {"about_us": "commissioner"}, Way("KZ-IN", {"KZ-IN"})),
    ("the head of integrity", {"about_us": "head_of_integrity"}, Way("KZ-HO", {"KZ-HO"})),
    ("a ministry", {"body_kind": "central"}, Way("KZ-HO", {"KZ-HO", "KZ-39"})),
    ("a national company", {"body_kind": "national_company"}, Way("KZ-HO", {"KZ-HO", "KZ-39"})),
    (
        "a facility",
        {"track": "detention", "facility": "F-7501", "body_kind": "facility"},
        Way("KZ-75", {"KZ-75", "KZ-HO"}),
    ),
    ("a local body", {"body_kind": "local", "region": "KZ-75"}, Way("KZ-75", {"KZ-75", "KZ-HO"})),
    ("an employer", {"body_kind": "private", "region": "KZ-75"}, Way("KZ-75", {"KZ-75", "KZ-HO"})),
    ("nobody knows who", {"body_kind": None}, Way("KZ-39", {"KZ-39", "KZ-HO"})),
    ("place unknown", {"region": "unknown", "residence": "KZ-75"}, Way("KZ-75", {"KZ-75", "KZ-HO"})),
    ("place and residence unknown", {"region": "unknown"}, Way("KZ-HO", {"KZ-HO"})),
    ("abroad", {"region": "abroad", "residence": "KZ-75"}, Way("KZ-HO", {"KZ-HO"})),
    ("several regions", {"several_regions": "true"}, Way("KZ-HO", {"KZ-HO", "KZ-39"})),
    ("anonymous", {"identity": "anonymous"}, Way("KZ-39", {"KZ-39", "KZ-HO"}, procedure="signal")),
    ("in danger without a name", {**URGENT, "story": "I cannot say who I am."}, Way("KZ-39", {"KZ-39", "KZ-HO", "KZ-DU"}, 1, 3)),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_each_complaint_goes_where_its_row_says(house: House) -> None:
    for name, answers, way in WAYS:
        receipt = house.file(**answers)
        case = case_of(house, receipt.reference)
        wraps = {wrap.holder for wrap in records(house, Wrap, case_id=case.id)}
        desks = {row.unit for row in records(house, DeskRow, case_id=case.id)}
        (main,) = records(house, Proceeding, case_id=case.id, main=True)
        assert (name, Way(case.unit, wraps, case.urgency, case.pin, main.procedure)) == (name, way)
        assert (name, desks, receipt.unit, receipt.urgency) == (name, wraps, case.unit, case.urgency)
        assert all(set(words) == {"kk", "ru", "en"} for words in receipt.because)
        assert receipt.because


def test_what_is_no_matter_of_ours_is_sent_on_within_three_working_days(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [Act("register"), Act("triage", answers={"competence": "elsewhere"})])
    (clock,) = [one for one in records(house, ClockRow) if one.name == "redirection"]
    assert clock.due == datetime(2026, 11, 26, 18, 59, 59, tzinfo=UTC)  # the end of Thursday in Almaty
    walk(
        house,
        reference,
        [Act("check_admissibility"), Act("redirect", answers=ELSEWHERE), Act("confirm:redirect", CHIEF)],
    )
    (measure,) = records(house, Measure)
    assert (measure.redirected, measure.redirected_in_time) == (date(2026, 11, 23), True)
    assert (measure.outcome, measure.closed, measure.open) == ("referred", date(2026, 11, 23), False)


def test_the_place_of_a_complaint_can_be_corrected_without_moving_it(house: House) -> None:
    reference = house.file(region="KZ-39").reference
    house.act(reference, "correct_facts", by=OFFICER, region="KZ-75", reason="The school is in Almaty.")
    assert {row.unit for row in records(house, DeskRow)} == {"KZ-39", "KZ-HO"}
    assert {row.row["lead"] for row in records(house, DeskRow)} == {"KZ-39"}
