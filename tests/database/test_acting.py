"""Acts on a case: who may do them, what they write, what happens when two come at once, and that a refusal writes nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cases.acts import acting
from cases.acts.proceedings import clocks_of
from cases.errors import ActRefused, CaseNotFound, ChangedMeanwhile, InvalidAnswers, ProceedingNotFound
from cases.packs.jurisdiction import load_pack
from cases.records import ClockRow, DeskRow, Letter, Message, Proceeding, Remedy, SealedWords
from cases.viewer import Nobody, System, Viewer
from cases.worklist.desk_rows import clear_facts, due_clocks, project_case
from tests.builders import House
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    RECOMMENDED,
    SERVED,
    TO_ADMISSIBILITY,
    TO_DECISION,
    TO_INQUIRY,
    TO_THE_END,
    Act,
    case_of,
    confirmed_withdrawal,
    damages,
    enter,
    journal_of,
    open_file,
    records,
    snapshot,
    walk,
)

REDIRECT = Act("redirect", answers={"to_body": "B-MOH", "reason": "They decide about hospitals."})
NOT_SHOWN = {"why": "nothing_new", "reason": "He says what he said."}
ASK = Act("request_information", answers={"asked_body": "B-MOH", "question": "What does the file say?"})


def refusal(house: House, reference: str, act: str, *, by: str = OFFICER, number: int = 1, **answers: Any) -> str:
    """Why the act is refused; nothing may have been written."""
    before = snapshot(house)
    with pytest.raises(ActRefused) as caught:
        house.act(reference, act, by=by, number=number, **answers)
    assert snapshot(house) == before
    return caught.value.refusal.reason


def test_a_complaint_goes_its_whole_way_to_the_end(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_THE_END)
    case = case_of(house, reference)
    assert (case.stage, case.open, case.ball, case.version) == ("closed", False, "nobody", len(TO_THE_END))
    assert case.facts["outcome"] == "violation_found"
    assert [done.act for done in journal_of(house, reference)] == [
        "file",
        *(f"complaint.{act.name.removeprefix('confirm:')}" for act in TO_THE_END),
    ]
    (main,) = records(house, Proceeding, case_id=case.id)
    assert (main.stage, main.ended_at) == ("closed", house.clock())
    assert records(house, DeskRow) == []
    assert damages(house) == []


def test_every_stage_of_the_way_is_the_same_on_the_case_its_proceeding_and_the_desk(house: House) -> None:
    reference = house.file().reference
    for act in TO_THE_END:
        walk(house, reference, [act])
        case = case_of(house, reference)
        (main,) = records(house, Proceeding, case_id=case.id, main=True)
        desk = records(house, DeskRow, case_id=case.id)
        assert case.stage == main.stage == main.state["stage"]
        assert {row.stage for row in desk} == ({case.stage} if case.open else set())
        running = [clock.due for clock in records(house, ClockRow, case_id=case.id) if clock.running and clock.due]
        assert case.next_due == min(running, default=None)


def test_desk_rows_are_what_a_fresh_look_at_the_case_gives(house: House) -> None:
    reference = house.file(danger_24h="unsure", track="detention", facility="F-3901").reference
    walk(house, reference, [*TO_INQUIRY, ASK, Act("raise_urgency", answers={"reason": "He is ill."})])

    def again(session: Session, *, viewer: Viewer) -> None:
        case = acting.find_case(session, reference, viewer=viewer)
        project_case(session, case, clocks_of(session, case))

    def look(session: Session, *, viewer: Viewer) -> dict[str, Any]:
        case = acting.find_case(session, reference, viewer=viewer)
        return clear_facts(case, due_clocks(clocks_of(session, case)))

    kept = snapshot(house)
    rows = records(house, DeskRow)
    assert [row.row for row in rows] == [house.database.read(look, viewer=System())] * 2
    assert {(row.unit, row.rank, row.urgency, row.facility) for row in rows} == {
        (unit, 0, 1, "F-3901") for unit in ("KZ-39", "KZ-HO")
    }
    house.database.write(again, viewer=System())
    assert snapshot(house) == kept


def test_four_eyes_are_two_different_people(house: House) -> None:
    reference = house.file().reference
    both = house.employ("both.39", "KZ-39", "caseworker", "representative")
    walk(house, reference, [*TO_ADMISSIBILITY, REDIRECT._replace(by="both.39")])
    assert refusal(house, reference, "confirm:redirect", by="both.39") == "same_person"
    assert refusal(house, reference, "confirm:redirect", by=OFFICER) == "not_your_role"
    assert case_of(house, reference).stage == "admissibility"
    house.act(reference, "confirm:redirect", by=CHIEF)
    assert case_of(house, reference).stage == "redirected"
    (main,) = records(house, Proceeding, case_id=case_of(house, reference).id)
    assert main.state["done"]["redirect"] == [both.actor, house.officer(CHIEF).actor]


def test_an_act_under_four_eyes_tells_nobody_anything_before_it_is_confirmed(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_ADMISSIBILITY)
    letters = len(records(house, Letter))
    waiting = house.act(reference, "redirect", by=OFFICER, **REDIRECT.answers)
    assert (waiting.pending, waiting.stage) == (True, "admissibility")
    assert (len(records(house, Letter)), records(house, Message)) == (letters, [])
    assert journal_of(house, reference)[-1].body["waits"] is True
    house.act(reference, "confirm:redirect", by=CHIEF)
    assert len(records(house, Letter)) == letters + 1
    (message,) = open_file(house, reference).messages
    assert (message.sender, message.text) == ("institution", "They decide about hospitals.")


def test_what_waits_can_be_refused_and_says_so_in_the_journal(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_ADMISSIBILITY, REDIRECT])
    house.act(reference, "refuse:redirect", by=CHIEF)
    last = journal_of(house, reference)[-1]
    assert (last.body["dropped"], last.body["from"], last.body["to"]) == (True, "admissibility", "admissibility")
    assert [(event.waits, event.dropped) for event in open_file(house, reference).timeline[:2]] == [
        (False, True),
        (True, False),
    ]
    assert refusal(house, reference, "confirm:redirect", by=CHIEF) == "nothing_pending"


def test_a_form_drawn_for_one_waiting_act_drops_no_other(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_ADMISSIBILITY, REDIRECT])
    assert refusal(house, reference, "refuse:reject", by=CHIEF) == "nothing_pending"


def test_only_what_was_last_proposed_is_sent(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_ADMISSIBILITY, REDIRECT, Act("refuse:redirect", CHIEF)])
    house.clock.move(minutes=5)
    house.act(reference, "redirect", by=OFFICER, to_body="B-MOH", reason="A better reason.")
    house.act(reference, "confirm:redirect", by=CHIEF)
    assert [message.text for message in open_file(house, reference).messages] == ["A better reason."]


def test_the_same_key_twice_is_one_act(house: House) -> None:
    reference = house.file().reference
    first = house.act(reference, "register", by=OFFICER, key="once")
    before = snapshot(house)
    assert house.act(reference, "register", by=OFFICER, key="once", version=0) == first
    assert snapshot(house) == before


def test_a_key_that_was_used_on_another_case_is_not_taken_for_this_ones(house: House) -> None:
    one, other = house.file().reference, house.file().reference
    house.act(one, "register", by=OFFICER, key="once")
    before = snapshot(house)
    with pytest.raises(ChangedMeanwhile):
        house.act(other, "register", by=OFFICER, key="once")
    assert snapshot(house) == before


def test_a_form_of_an_older_version_is_told_that_the_case_has_changed(house: House) -> None:
    reference = house.file().reference
    house.act(reference, "register", by=OFFICER, version=0)
    before = snapshot(house)
    with pytest.raises(ChangedMeanwhile):
        house.act(reference, "triage", by=OFFICER, version=0)
    assert snapshot(house) == before
    assert house.act(reference, "triage", by=OFFICER, version=1).version == 2


def test_of_two_officers_at_once_one_acts_and_the_other_is_told(house: House) -> None:
    reference = house.file().reference
    house.act(reference, "register", by=OFFICER)
    start = Barrier(2)

    def act(by: str) -> str:
        start.wait()
        try:
            return house.act(reference, "triage", by=by, version=1).stage
        except ChangedMeanwhile:
            return "told"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(act, (OFFICER, CHIEF))) == ["told", "triaged"]
    assert [done.act for done in journal_of(house, reference)].count("complaint.triage") == 1
    assert damages(house) == []


@pytest.mark.parametrize("by", ["caseworker.75", "representative.75", "integrity.in"])
def test_another_units_officer_is_told_that_there_is_no_such_case(house: House, by: str) -> None:
    reference = house.file().reference
    before = snapshot(house)
    with pytest.raises(CaseNotFound):
        house.act(reference, "register", by=by)
    with pytest.raises(CaseNotFound):
        open_file(house, reference, by)
    assert snapshot(house) == before


def test_a_visitor_without_a_code_sees_no_case(house: House) -> None:
    reference = house.file().reference
    with pytest.raises(CaseNotFound):
        house.act(reference, "register", by=Nobody())


def test_a_complainant_acts_on_their_own_case_only(house: House) -> None:
    mine, theirs = house.file(), house.file()
    viewer = enter(house, mine)
    with pytest.raises(CaseNotFound):
        house.act(theirs.reference, "request_withdrawal", by=viewer)
    house.act(mine.reference, "request_withdrawal", by=viewer)
    assert case_of(house, mine.reference).facts["withdrawal"] == "requested"


def test_refused_acts_change_nothing(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    assert refusal(house, reference, "no_such_act") == "unknown_act"
    assert refusal(house, reference, "close") == "not_at_this_stage"
    assert refusal(house, reference, "request_withdrawal") == "not_your_role"
    assert refusal(house, reference, "lower_urgency", reason="x") == "guard"
    house.act(reference, "request_information", by=OFFICER, **ASK.answers)
    assert refusal(house, reference, "record_findings", findings="x") == "guard"
    with pytest.raises(ProceedingNotFound):
        house.act(reference, "deliver", by=OFFICER, number=9)


def test_answers_that_cannot_be_taken_change_nothing(house: House) -> None:
    reference = house.file().reference
    house.act(reference, "register", by=OFFICER)
    before = snapshot(house)
    with pytest.raises(InvalidAnswers) as caught:
        house.act(reference, "triage", by=OFFICER, people="many", issues=["weather"], other="x")
    assert {name: problem.code for name, problem in caught.value.problems.items()} == {
        "people": "not_a_number",
        "issues": "unknown_choice",
        "other": "unexpected",
    }
    assert snapshot(house) == before


def test_side_proceedings_are_opened_counted_and_ended(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_INQUIRY, ASK, ASK])
    case = case_of(house, reference)
    sides = records(house, Proceeding, case_id=case.id, main=False)
    assert {(side.number, side.procedure, side.facts["asked_body"]) for side in sides} == {
        (2, "information_request", "B-MOH"), (3, "information_request", "B-MOH"),
    }  # fmt: skip
    assert journal_of(house, reference)[-1].body["opens"] == [
        {"number": 3, "procedure": "information_request", "version": 1}
    ]
    for number in (2, 3):
        assert refusal(house, reference, "record_findings", findings="Too early.") == "guard"
        walk(
            house, reference,
            [
                Act("deliver", number=number),
                Act("record_answer", answers={"answer": "Nothing to say."}, number=number),
                Act("skip_showing", answers=NOT_SHOWN, number=number),
                Act("assess", answers={"assessment": "evasive"}, number=number),
            ],
        )  # fmt: skip
    house.act(reference, "record_findings", by=OFFICER, findings="It happened.")
    assert all(side.ended_at for side in records(house, Proceeding, case_id=case.id, main=False))
    assert damages(house) == []


def test_the_queue_says_whose_move_it_is_while_a_request_is_open(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    assert case_of(house, reference).ball == "me"
    walk(house, reference, [ASK])
    waiting = case_of(house, reference)
    walk(house, reference, [Act("drop", answers={"reason": "Found elsewhere."}, number=2)])
    assert (waiting.ball, case_of(house, reference).ball) == ("body", "me")


def test_an_act_that_cancels_ends_side_proceedings_for_good(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, [*TO_DECISION, *SERVED])
    house.act(receipt.reference, "request_withdrawal", by=enter(house, receipt), reason="I am tired.")
    walk(house, receipt.reference, confirmed_withdrawal(3))
    assert case_of(house, receipt.reference).stage == "withdrawn"
    (remedy,) = records(house, Proceeding, procedure="remedy")
    assert (remedy.stage, remedy.ended_at) == ("served", house.clock())
    rest = records(house, ClockRow, proceeding_id=remedy.id)
    assert {(clock.running, clock.due, clock.alarm_at, clock.calendar) for clock in rest} == {(False, None, None, None)}
    assert refusal(house, receipt.reference, "accept", number=2) == "ended"
    (side,) = (each for each in open_file(house, receipt.reference).proceedings if each.number == 2)
    assert (side.ended, side.offers, side.clocks) == (True, (), ())
    cancelled = journal_of(house, receipt.reference)[-1].body["cancels"]
    assert {"information_request", "remedy", "mediation", "transfer", "withdrawal"} == set(cancelled)
    assert [row.ended is not None for row in records(house, Remedy)] == [True]


def test_facts_that_lists_show_follow_what_officers_correct(house: House) -> None:
    reference = house.file(track="detention").reference
    house.act(reference, "correct_facts", by=OFFICER, region="KZ-75", facility="F-7501", reason="He was moved.")
    case = case_of(house, reference)
    assert (case.region, case.facility, case.unit) == ("KZ-75", "F-7501", "KZ-39")
    assert {(row.facility, row.row["region"]) for row in records(house, DeskRow)} == {("F-7501", "KZ-75")}


def test_urgency_is_raised_by_one_and_lowered_by_two(house: House) -> None:
    reference = house.file().reference
    house.act(reference, "raise_urgency", by=OFFICER, reason="She was threatened.")
    case = case_of(house, reference)
    assert (case.urgency, case.pin) == (1, 3)
    assert {clock.name for clock in records(house, ClockRow, case_id=case.id) if clock.running} >= {"urgent_call"}
    house.act(reference, "lower_urgency", by=OFFICER, reason="She is safe.")
    assert case_of(house, reference).urgency == 1
    house.act(reference, "confirm:lower_urgency", by=CHIEF)
    assert (case_of(house, reference).urgency, case_of(house, reference).pin) == (2, 0)


def test_a_caseworker_of_the_unit_who_acts_on_nobodys_case_has_taken_it_on(house: House) -> None:
    one, other = house.file().reference, house.file().reference
    house.act(one, "register", by=CHIEF)
    assert case_of(house, one).handler_id is None
    house.act(one, "triage", by=OFFICER)
    house.act(other, "register", by="caseworker.ho")
    assert case_of(house, one).handler_id == house.officer(OFFICER).id
    assert case_of(house, other).handler_id is None


def test_words_given_in_an_act_are_sealed_and_only_named_in_the_journal(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    words = "The director admitted it by telephone"
    house.act(reference, "note", by=OFFICER, text=words)
    assert words not in repr(snapshot(house))
    assert "commitments" not in journal_of(house, reference)[-1].body
    (row,) = records(house, SealedWords, slot="complaint.note")
    assert words.encode() not in row.payload
    assert [answer for _, answer in open_file(house, reference).timeline[0].answers] == [words]


def test_a_recommendation_the_body_of_which_is_unknown_opens_nothing(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_DECISION)
    before = snapshot(house)
    with pytest.raises(InvalidAnswers):
        house.act(reference, "recommend_remedy", by=OFFICER, **{**RECOMMENDED.answers, "body": "B-NOBODY"})
    assert snapshot(house) == before


REACTION = """
on:
  - {ended: information_request, as: [assessed], do: record_findings_at_once}
"""
AT_ONCE = """
      record_findings_at_once:
        label: {kk: Бірден, ru: Сразу, en: At once}
        help: {kk: Бірден, ru: Сразу, en: At once}
        to: findings
        by: [system]
        when: open.information_request == 0 and open.mediation == 0 and open.visit == 0 and open.forensic_examination == 0
"""


def test_the_end_of_a_side_proceeding_makes_the_main_one_act_when_its_guard_allows_it(house: House) -> None:
    text = house.pack.files["procedures/complaint.yaml"]
    place = text.index("      record_findings:\n")
    changed = (text[:place] + AT_ONCE.lstrip("\n") + text[place:]).replace("\non:\n", REACTION, 1)
    house.pack = load_pack({**house.pack.files, "procedures/complaint.yaml": changed})
    reference = house.file().reference
    walk(house, reference, [*TO_INQUIRY, ASK, ASK])
    for number, stage in ((2, "inquiry"), (3, "findings")):
        walk(
            house, reference,
            [
                Act("deliver", number=number),
                Act("record_answer", answers={"answer": "Nothing."}, number=number),
                Act("skip_showing", answers=NOT_SHOWN, number=number),
                Act("assess", answers={"assessment": "full"}, number=number),
            ],
        )  # fmt: skip
        assert case_of(house, reference).stage == stage
    last = journal_of(house, reference)[-1]
    assert (last.act, last.actor) == ("complaint.record_findings_at_once", "system")
    assert case_of(house, reference).version == len(journal_of(house, reference)) - 1
