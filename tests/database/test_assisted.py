"""Complaints that officers enter: routed at once, sealed to the right sides, looked at twice, counted against their box."""

from collections import Counter
from datetime import date, timedelta
from secrets import token_bytes
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from cases import casefile, mailbox
from cases.assisted import boxes, entering, listing, second_look
from cases.assisted.boxes import Opening
from cases.errors import AlreadySent, BoxNotFound, CaseNotFound, InvalidAnswers, NotAllowed
from cases.filing.filing import Receipt
from cases.journals.journal import read_body
from cases.mailbox.door import resume
from cases.records import BoxOpening, Complaint, EnteredComplaint, Entry, InstitutionEntry, Mailbox, SealedWords
from tests.builders import House, as_raw
from tests.harness.handling import case_of, damages, records

CLERK, COLLEAGUE, ELSEWHERE = "caseworker.39", "representative.39", "caseworker.75"
LETTER = {
    "channel": "paper", "received-day": "20", "received-month": "11", "received-year": "2026", "envelope": "opened",
    "consent_given": "unknown", "sender": "Serik Abdrakhmanov", "danger_24h": "no", "track": "other",
    "story": "They take the parcels from home.", "region": "KZ-39",
}  # fmt: skip


def enter(house: House, by: str = CLERK, **told: Any) -> Receipt:
    """Enter a letter with other answers (None leaves one out); also `box`, `key`, `wants_code`, `language`."""
    box, key, code = told.pop("box", None), told.pop("key", None), bool(told.pop("wants_code", False))
    language = told.pop("language", "ru")
    return entering.enter(
        house.database, as_raw({**LETTER, **told}), language=language, box=box, wants_code=code,
        submission=key or token_bytes(16), pack=house.pack, secrets=house.secrets, viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def facility_of(house: House, region: str) -> str:
    return next(code for code, one in house.pack.registers["facilities"].items() if one.region == region)


def opened_box(house: House, counted: int, by: str = CLERK, region: str = "KZ-39") -> int:
    officer = house.officer(by)
    opening = Opening(
        facility_of(house, region), "K 0417", "intact", house.clock() - timedelta(days=2), (officer.id,), counted
    )
    return house.database.write(boxes.open_box, opening, key=token_bytes(8).hex(), viewer=officer, at=house.clock())


def box_of(house: House, box_id: int, by: str = CLERK) -> boxes.Box:
    return house.database.read(boxes.find_box, box_id, viewer=house.officer(by))


BOXED: dict[str, Any] = {
    "channel": None, "received-day": None, "received-month": None, "received-year": None, "region": None,
    "reply_route": "official_letter",
}  # fmt: skip


def opened(house: House, reference: str, by: str = COLLEAGUE) -> second_look.Entry:
    case = house.database.write(
        casefile.open_case, reference, pack=house.pack, viewer=house.officer(by), at=house.clock()
    )
    assert case.entry is not None
    return case.entry


def test_a_letter_is_routed_at_once_and_what_is_not_known_stays_unknown(house: House) -> None:
    receipt = enter(house)
    assert (receipt.unit, receipt.code) == ("KZ-39", None)
    case = case_of(house, receipt.reference)
    assert case.open
    assert case.facts["channel"] == "paper"
    assert not {"consents", "identity", "about_us"} & set(case.facts)
    entry = opened(house, receipt.reference)
    assert (entry.received, entry.by, entry.mine) == (date(2026, 11, 20), CLERK.title(), False)
    assert entry.came["consent_given"] == "unknown"
    assert entry.came["sender"] == "Serik Abdrakhmanov"
    assert all(b"Serik" not in row.payload for row in records(house, SealedWords))
    assert damages(house) == []


def test_clocks_run_from_the_day_of_receipt_and_the_journal_says_when_it_was_entered(house: House) -> None:
    late, today = enter(house), enter(house, **{"received-day": "23"})
    found = {one.reference: one for one in (case_of(house, late.reference), case_of(house, today.reference))}
    assert found[late.reference].received_at.date() == date(2026, 11, 20)
    assert found[today.reference].received_at == house.clock()
    assert late.answer_by < today.answer_by
    first = [row for row in records(house, Entry) if row.case_id == found[late.reference].id]
    assert [row.at for row in first] == [house.clock()]
    assert damages(house) == []


def test_a_life_in_danger_counts_from_when_we_could_know(house: House) -> None:
    receipt = enter(house, danger_24h="yes")
    assert receipt.urgency == 1
    assert case_of(house, receipt.reference).received_at == house.clock()
    assert opened(house, receipt.reference).received == date(2026, 11, 20)
    assert damages(house) == []


def test_no_code_is_left_in_custody_and_a_reply_route_is_asked(house: House) -> None:
    held: dict[str, Any] = {"facility": facility_of(house, "KZ-39"), "region": None}
    with pytest.raises(InvalidAnswers) as refused:
        enter(house, wants_code=True, **held)
    assert {name: one.code for name, one in refused.value.problems.items()} == {
        "reply_route": "required", "wants_code": "code_in_custody",
    }  # fmt: skip
    with pytest.raises(InvalidAnswers):
        enter(house, channel="terminal")
    receipt = enter(house, reply_route="lawyer", **held)
    assert receipt.code is None
    (box,) = records(house, Mailbox)
    assert (box.lookup, box.code_wrap) == (None, None)
    assert case_of(house, receipt.reference).region == "KZ-39"


def test_a_relative_outside_may_have_a_code_that_must_be_changed_at_first_use(house: House) -> None:
    receipt = enter(
        house, channel="in_person", facility=facility_of(house, "KZ-39"), filed_by="relative", wants_code=True
    )
    assert receipt.code is not None
    (box,) = records(house, Mailbox)
    assert (box.issued_by, box.confirmed_at) == ("staff", None)
    cookie = mailbox.enter(house.database, receipt.code, secrets=house.secrets, at=house.clock())
    assert resume(cookie, secrets=house.secrets, at=house.clock()).must_change
    assert damages(house) == []


def test_the_same_form_twice_is_one_complaint(house: House) -> None:
    key = token_bytes(16)
    first = enter(house, key=key)
    with pytest.raises(AlreadySent) as sent:
        enter(house, key=key)
    assert sent.value.reference == first.reference
    assert len(records(house, Complaint)) == len(records(house, EnteredComplaint)) == 1


def test_every_mistake_is_told_at_once_and_nothing_is_written(house: House) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        enter(house, story=None, consent_given=None, track=None, language="de", **{"received-year": "2024"})
    assert set(refused.value.problems) == {"story", "consent_given", "track", "language", "received"}
    with pytest.raises(InvalidAnswers):
        enter(house, **{"received-day": "24"})
    assert not [*records(house, Complaint), *records(house, EnteredComplaint)]


def test_it_goes_to_its_own_office_and_its_writer_keeps_the_number_only(house: House) -> None:
    receipt = enter(house, region="KZ-75")
    assert receipt.unit == "KZ-75"
    me = house.officer(CLERK)
    with pytest.raises(CaseNotFound):
        house.database.write(casefile.open_case, receipt.reference, pack=house.pack, viewer=me, at=house.clock())
    mine = house.database.read(listing.own_entry, receipt.reference, viewer=me)
    assert (mine.unit, mine.open_to_me) == ("KZ-75", False)
    with pytest.raises(CaseNotFound):
        house.database.read(listing.own_entry, receipt.reference, viewer=house.officer(COLLEAGUE))


def test_somebody_else_looks_and_the_case_goes_on_meanwhile(house: House) -> None:
    receipt = enter(house)

    def look(by: str, words: str = "", *, agrees: bool | None = True) -> None:
        house.database.write(
            second_look.check_entry, receipt.reference, words, agrees=agrees, key=token_bytes(8).hex(), pack=house.pack,
            viewer=house.officer(by), at=house.clock(),
        )  # fmt: skip

    def waiting(by: str) -> list[str]:
        return [one.reference for one in house.database.read(listing.to_look_at, viewer=house.officer(by))]

    house.act(receipt.reference, "register", by=CLERK)
    assert waiting(COLLEAGUE) == [receipt.reference]
    assert waiting(CLERK) == waiting(ELSEWHERE) == []
    with pytest.raises(NotAllowed):
        look(CLERK)
    with pytest.raises(CaseNotFound):
        look(ELSEWHERE)
    for words, agrees in (("", None), ("  ", False)):
        with pytest.raises(InvalidAnswers):
            look(COLLEAGUE, words, agrees=agrees)
    look(COLLEAGUE, "The letter says 12 parcels.", agrees=False)
    look(COLLEAGUE, agrees=True)
    entry = opened(house, receipt.reference, CLERK)
    assert (entry.checked_by, entry.agrees) == (COLLEAGUE.title(), False)
    assert waiting(COLLEAGUE) == []
    assert all(b"parcels" not in row.payload for row in records(house, SealedWords))
    case = house.database.write(
        casefile.open_case, receipt.reference, pack=house.pack, viewer=house.officer(CLERK), at=house.clock()
    )
    assert [event.reason for event in case.timeline if event.act == second_look.CHECKED] == [
        "The letter says 12 parcels."
    ]
    assert damages(house) == []


def test_a_box_takes_as_many_letters_as_were_counted_and_closes_when_all_are_registered(house: House) -> None:
    box_id = opened_box(house, 2)
    me = house.officer(CLERK)
    receipt = enter(house, box=box_id, **BOXED)
    case = case_of(house, receipt.reference)
    assert (case.facility, case.facts["channel"]) == (facility_of(house, "KZ-39"), "complaint_box")
    assert case.received_at == house.clock() - timedelta(days=2)
    assert (box_of(house, box_id).registered, box_of(house, box_id).missing) == (1, 1)

    def close(reason: str = "") -> None:
        house.database.write(boxes.close_box, box_id, reason, viewer=me, at=house.clock())

    with pytest.raises(InvalidAnswers):
        close()
    enter(house, box=box_id, **BOXED)
    with pytest.raises(InvalidAnswers) as full:
        enter(house, box=box_id, **BOXED)
    assert full.value.problems["box"].code == "box_full"
    close()
    assert box_of(house, box_id).reason is None
    with pytest.raises(InvalidAnswers) as closed:
        enter(house, box=box_id, **BOXED)
    assert closed.value.problems["box"].code == "box_closed"
    with pytest.raises(BoxNotFound):
        box_of(house, box_id, ELSEWHERE)
    told = sorted(records(house, InstitutionEntry), key=lambda row: row.sequence)
    acts = [(row.act, read_body(row)) for row in told if row.act.startswith("box.")]  # type: ignore[arg-type]
    assert [act for act, _ in acts] == ["box.open", "box.close"]
    assert acts[-1][1] == {"box": box_id, "unit": "KZ-39", "counted": 2, "registered": 2, "reason": None}
    assert damages(house) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@settings(
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.sampled_from(["enter", "enter", "enter", "count 1", "count 2", "count 3", "close", "close blank"]),
        min_size=4,
        max_size=8,
    )
)
@example(["enter", "close"])
def test_a_protocol_closes_only_with_all_letters_registered_or_a_reason(house: House, steps: list[str]) -> None:
    box_id, me = opened_box(house, 2), house.officer(CLERK)
    for step in steps:
        before = box_of(house, box_id)
        verb, _, with_what = step.partition(" ")
        try:
            if verb == "enter":
                enter(house, box=box_id, **BOXED)
            elif verb == "count":
                house.database.write(boxes.count_again, box_id, int(with_what), viewer=me, at=house.clock())
            else:
                house.database.write(boxes.close_box, box_id, with_what, viewer=me, at=house.clock())
        except InvalidAnswers:
            assert box_of(house, box_id) == before
        now = box_of(house, box_id)
        here = [row for row in records(house, EnteredComplaint) if row.box_id == box_id]
        assert now.registered == len(here) <= now.counted
        if now.closed_at is not None:
            assert now.reason is None if now.registered == now.counted else now.reason in boxes.REASONS
            assert before.closed_at in {None, now.closed_at}


def test_who_reads_no_complaints_enters_none_but_may_open_a_box(house: House) -> None:
    monitor = house.employ("monitor.39", "KZ-39", "npm")
    opened_box(house, 1, by=monitor.username)
    with pytest.raises(NotAllowed):
        enter(house, by=monitor.username)
    with pytest.raises(NotAllowed):
        enter(house, by="auditor.ho")
    assert Counter(row.unit for row in records(house, BoxOpening)) == {monitor.unit: 1}
