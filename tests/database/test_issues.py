"""Cases that no complaint begins, what they are tied to, and the patterns among complaints that lead to them."""

from datetime import timedelta
from typing import Any

import pytest

from cases import mailbox
from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed
from cases.records import Case, ClockRow, DeskRow, Measure, Proceeding
from cases.related import issues, opening_issue
from cases.viewer import Officer
from tests.builders import House, as_raw
from tests.harness.handling import (
    OFFICER,
    TO_ADMISSIBILITY,
    Act,
    case_of,
    damages,
    enter,
    journal_of,
    open_file,
    records,
    snapshot,
    walk,
)

ALIKE: dict[str, Any] = {"track": "detention", "facility": "F-3901"}


def begin(
    house: House, name: str, *, by: str, title: str = "Wages in schools", linked: str | None = None, key: str = "k" * 32,
    **facts: Any,
) -> str:  # fmt: skip
    return opening_issue.open_issue(
        house.database, name, as_raw(facts), title, linked=linked, key=key, pack=house.pack, secrets=house.secrets,
        viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def patterns(house: House, reference: str) -> int:
    return [done.act for done in journal_of(house, reference)].count("complaint.note_pattern")


def test_a_systemic_issue_is_a_case_of_its_own_kind_tied_to_the_one_it_came_from(house: House) -> None:
    complaint = house.file().reference
    reference = begin(house, "systemic_issue", by="representative.39", linked=complaint, track="other")
    case = case_of(house, reference)
    assert (case.kind, case.unit, case.open, case.handler_id) == ("systemic_issue", "KZ-HO", True, None)
    seen = open_file(house, reference, "supervisor.ho")
    assert (seen.nickname, seen.filed, seen.letters) == ("Wages in schools", (), ())
    seen = open_file(house, reference, "representative.39")
    assert [(one.reference, one.kind) for one in seen.links] == [(complaint, "systemic")]
    assert [one.reference for one in open_file(house, complaint).links] == [reference]
    assert {row.unit for row in records(house, DeskRow, case_id=case.id)} == {"KZ-39", "KZ-HO"}
    assert records(house, Measure, case_id=case.id) == []
    assert begin(house, "systemic_issue", by="representative.39") == reference  # the same form sent again
    house.act(reference, "note", by=OFFICER, text="Three schools so far.")
    assert damages(house) == []


def test_a_planned_visit_is_the_mechanisms_and_its_clock_hangs_on_its_kind(house: House) -> None:
    house.employ("npm.np", "KZ-NP", "npm")
    reference = begin(house, "planned_visit", by="npm.np", facility="F-3901", npm_visit_kind="special")
    case = case_of(house, reference)
    assert (case.unit, case.facility) == ("KZ-NP", "F-3901")
    (special,) = records(house, ClockRow, case_id=case.id, name="special")
    assert special.due == house.clock() + timedelta(hours=72)
    with pytest.raises(CaseNotFound):
        open_file(house, reference, OFFICER)


def test_an_own_initiative_case_runs_and_counts_as_a_complaint_does(house: House) -> None:
    signal = house.file(identity="anonymous").reference
    reference = begin(house, "complaint", by=OFFICER, linked=signal, region="KZ-39", track="detention")
    case = case_of(house, reference)
    assert (case.kind, case.unit, case.facts["channel"]) == ("case", "KZ-39", "own_initiative")
    assert [(one.reference, one.kind) for one in open_file(house, signal).links] == [(reference, "own_initiative")]
    walk(house, reference, TO_ADMISSIBILITY)
    (measure,) = records(house, Measure, case_id=case.id)
    assert (measure.open, measure.registered) == (True, house.clock().date())
    assert damages(house) == []


def test_what_is_wrong_with_a_beginning_leaves_nothing_behind(house: House) -> None:
    theirs = house.file(region="KZ-75").reference
    before = snapshot(house)
    for problem, given in (
        ("title", {"title": " "}),
        ("title", {"title": "x" * 61}),
        ("facility", {"facility": "F-0000"}),
        ("weather", {"weather": "bad"}),
        ("linked", {"linked": theirs}),
    ):
        with pytest.raises(InvalidAnswers) as caught:
            begin(house, "systemic_issue", by="representative.39", **given)
        assert list(caught.value.problems) == [problem]
    for name, by in (("systemic_issue", "auditor.ho"), ("signal", OFFICER), ("nonsense", OFFICER)):
        with pytest.raises(NotAllowed):
            begin(house, name, by=by)
    assert snapshot(house) == before
    nobody = house.officer("auditor.ho")
    assert isinstance(nobody, Officer)
    assert issues.issues_for(nobody, house.pack) == []


def test_the_third_complaint_alike_within_the_window_is_marked_as_a_pattern_once(house: House) -> None:
    first, second = (house.file(**ALIKE).reference for _ in range(2))
    for reference in (first, second):
        walk(
            house, reference, [Act("register"), Act("triage", answers={"issues": ["health_care", "living_conditions"]})]
        )
    other_issue, other_place = house.file(**ALIKE).reference, house.file(track="detention", facility="F-7501").reference
    walk(house, other_issue, [Act("register"), Act("triage", answers={"issues": ["transfer"]})])
    assert [patterns(house, one) for one in (first, second, other_issue, other_place)] == [0, 0, 0, 0]
    third = house.file(**ALIKE).reference
    walk(house, third, [Act("register"), Act("triage", answers={"issues": ["living_conditions"]})])
    assert patterns(house, third) == 1
    last = journal_of(house, third)[-1]
    assert (last.act, last.actor) == ("complaint.note_pattern", "system")
    house.clock.move(days=91)
    late = house.file(**ALIKE).reference
    walk(house, late, [Act("register"), Act("triage", answers={"issues": ["living_conditions"]})])
    assert patterns(house, late) == 0
    assert len(records(house, Case)) == len(records(house, Proceeding, main=True)) == 6
    assert damages(house) == []


def test_a_pattern_shows_when_complainants_add_what_it_is_about(house: House) -> None:
    receipts = [house.file(**ALIKE) for _ in range(3)]
    for number, receipt in enumerate(receipts):
        house.database.write(
            mailbox.add_answers, "detention", as_raw({"issues": ["living_conditions"]}), pack=house.pack, key=f"more {number}",
            viewer=enter(house, receipt), at=house.clock(),
        )  # fmt: skip
    assert [patterns(house, receipt.reference) for receipt in receipts] == [0, 0, 1]
    assert damages(house) == []


def test_a_second_signal_about_one_facility_proposes_a_case_as_it_arrives(house: House) -> None:
    filed = [house.file(**ALIKE, identity="anonymous").reference for _ in range(2)]
    assert [[done.act for done in journal_of(house, one)] for one in filed] == [
        ["file"],
        ["file", "signal.propose_case"],
    ]
    assert case_of(house, filed[1]).version == 1
    assert {row.stage for row in records(house, DeskRow, case_id=case_of(house, filed[1]).id)} == {"received"}
    assert damages(house) == []
