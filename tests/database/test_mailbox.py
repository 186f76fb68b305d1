"""The complainant's side: the code and nothing else opens it, it shows what is theirs, and what they write arrives once."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases import mailbox
from cases.errors import CannotOpen, CaseNotFound, CodeUnknown, InvalidAnswers, SignedOut
from cases.mailbox import MailboxView
from cases.mailbox.page import read_page
from cases.records import Case, ClockRow, DeskRow, Letter, Mailbox, Measure, Message, Proceeding
from cases.secrets_folder import new_secrets
from cases.vault.codes import new_code
from cases.vault.keyring import Keyring
from cases.viewer import Complainant, System, Viewer
from tests.builders import CHEAP, House
from tests.harness.asked import counted_statements
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    SERVED,
    TO_ADMISSIBILITY,
    TO_DECISION,
    TO_INQUIRY,
    TO_THE_END,
    URGENT,
    Act,
    case_of,
    confirmed_withdrawal,
    damages,
    enter,
    journal_of,
    open_box,
    open_file,
    records,
    snapshot,
    walk,
)

ASK = Act("ask_complainant", answers={"question": "Who else saw it?"})


def say(house: House, viewer: Complainant, text: str, key: str = "a form") -> None:
    house.database.write(mailbox.write_message, text, pack=house.pack, key=key, viewer=viewer, at=house.clock())


def add(house: House, viewer: Complainant, form: str, key: str = "a form", **raw: Any) -> None:
    answers = {name: value if isinstance(value, list) else [value] for name, value in raw.items()}
    house.database.write(mailbox.add_answers, form, answers, pack=house.pack, key=key, viewer=viewer, at=house.clock())


def offered(view: MailboxView) -> set[tuple[int, str]]:
    return {(act.number, act.offer.act) for act in view.acts}


def test_the_whole_page_looks_the_complaint_up_once(house: House) -> None:
    viewer = enter(house, house.file(track="detention"))
    say(house, viewer, "Worse today")
    with counted_statements() as seen:
        page = house.database.read(read_page, pack=house.pack, viewer=viewer, at=house.clock())
    assert sum("FROM complaints" in statement for statement in seen) == 1
    assert page.view == open_box(house, viewer)
    assert [message.text for message in page.view.messages] == ["Worse today"]
    assert (page.files, bool(page.limits)) == ((), True)


def test_the_code_opens_the_mailbox_however_its_groups_are_typed(house: House) -> None:
    receipt = house.file()
    assert receipt.code is not None
    for typed in (receipt.code, receipt.code.replace(" ", ""), receipt.code.replace(" ", "-"), f"  {receipt.code} "):
        cookie = mailbox.enter(house.database, typed, secrets=house.secrets, at=house.clock())
        assert mailbox.resume(cookie, secrets=house.secrets, at=house.clock()).complaint_id == receipt.complaint_id


@pytest.mark.parametrize(
    "typed", ["", "1234", "not a code", "0000 0000 0000 0000 0001", "1" * 400, "١٢٣٤", "\x00", "💥" * 20]
)
def test_what_is_no_code_is_answered_like_one_that_opens_nothing(house: House, typed: str) -> None:
    house.file()
    with pytest.raises(CodeUnknown):
        mailbox.enter(house.database, typed, secrets=house.secrets, at=house.clock())


def test_a_well_formed_code_of_nobody_and_a_revoked_one_open_nothing(house: House) -> None:
    receipt = house.file()

    def revoke(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Mailbox).values(code_wrap=None))

    with pytest.raises(CodeUnknown):
        mailbox.enter(house.database, str(new_code()), secrets=house.secrets, at=house.clock())
    house.database.write(revoke, viewer=System())
    with pytest.raises(CodeUnknown):
        enter(house, receipt)


def test_the_cookie_is_good_for_thirty_minutes(house: House) -> None:
    receipt = house.file()
    assert receipt.code is not None
    cookie = mailbox.enter(house.database, receipt.code, secrets=house.secrets, at=house.clock())
    last = house.clock() + timedelta(minutes=30)
    mailbox.resume(cookie, secrets=house.secrets, at=last - timedelta(seconds=1))
    with pytest.raises(SignedOut):
        mailbox.resume(cookie, secrets=house.secrets, at=last)


def test_a_cookie_that_is_not_ours_or_was_changed_opens_nothing(house: House) -> None:
    receipt = house.file()
    assert receipt.code is not None
    cookie = mailbox.enter(house.database, receipt.code, secrets=house.secrets, at=house.clock())
    sealed = bytearray(urlsafe_b64decode(cookie))
    sealed[-1] ^= 1
    other_house = new_secrets(code_cost=CHEAP, staff_cost=CHEAP)
    for forged in ("", "x", "çookie", cookie[:-4], urlsafe_b64encode(bytes(sealed)).decode()):
        with pytest.raises(SignedOut):
            mailbox.resume(forged, secrets=house.secrets, at=house.clock())
    with pytest.raises(SignedOut):
        mailbox.resume(cookie, secrets=other_house, at=house.clock())


def test_a_complainant_is_shown_status_dates_and_who_answers(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    view = open_box(house, viewer)
    assert (view.reference, view.unit, view.track, view.language) == (receipt.reference, "KZ-39", "harassment", "ru")
    assert view.status == house.pack.statuses["received"]
    assert (view.answer_by, view.late, view.open, view.opened_at) == (receipt.answer_by, False, True, None)
    walk(house, receipt.reference, TO_INQUIRY)
    assert open_box(house, viewer).status == house.pack.statuses["inquiry"]
    house.act(receipt.reference, "request_information", by=OFFICER, asked_body="B-MOH", question="What happened?")
    assert open_box(house, viewer).status == house.pack.statuses["inquiry_waiting"]


def test_late_is_said_from_the_day_after_the_promised_one_until_it_is_decided(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_DECISION[:-2])
    for days, late in ((21, False), (22, True)):
        house.clock.now = receipt.received_at + timedelta(days=days)
        assert open_box(house, enter(house, receipt)).late is late
    walk(house, receipt.reference, TO_DECISION[-2:])
    assert open_box(house, enter(house, receipt)).late is False


def test_a_complainant_never_sees_what_is_written_among_officers(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_DECISION)
    house.act(receipt.reference, "note", by=OFFICER, text="The witness is her cousin.")
    viewer = enter(house, receipt)
    seen = repr(open_box(house, viewer))
    for words in ("cousin", "Ask the school", "It happened.", "Your rights were violated."):
        assert words not in seen
    with pytest.raises(CaseNotFound):
        open_box(house, Complainant(viewer.complaint_id + 1, viewer.keyring))
    with pytest.raises(CannotOpen):
        open_box(house, Complainant(viewer.complaint_id, Keyring()))


def test_a_question_is_asked_answered_and_read(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, [*TO_ADMISSIBILITY, ASK])
    viewer = enter(house, receipt)
    view = open_box(house, viewer)
    assert [(message.sender, message.about, message.text) for message in view.messages] == [
        ("institution", "ask_complainant", "Who else saw it?")
    ]
    assert (1, "answer") in offered(view)
    house.act(receipt.reference, "answer", by=viewer, answer="Nobody did.", version=view.version)
    after = open_box(house, viewer)
    assert [message.text for message in after.messages] == ["Who else saw it?", "Nobody did."]
    assert (1, "answer") not in offered(after)
    case = case_of(house, receipt.reference)
    assert (case.stage, case.ball, case.unread) == ("admissibility", "me", 1)
    assert journal_of(house, receipt.reference)[-1].actor == "complainant"
    assert [event.answers[0][1] for event in open_file(house, receipt.reference).timeline[:1]] == ["Nobody did."]
    assert damages(house) == []


def test_a_message_arrives_once_however_often_its_form_is_sent(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    say(house, viewer, "  Please hurry.  ")
    before = snapshot(house)
    say(house, viewer, "Please hurry.")
    assert snapshot(house) == before
    say(house, viewer, "Please hurry.", key="another form")
    assert [message.text for message in open_box(house, viewer).messages] == ["Please hurry.", "Please hurry."]
    assert case_of(house, receipt.reference).unread == 2
    assert {row.row["unread"] for row in records(house, DeskRow)} == {2}
    assert [done.act for done in journal_of(house, receipt.reference)] == ["file", *["complainant.message"] * 2]


@pytest.mark.parametrize(("text", "code"), [("", "required"), (" \n ", "required"), ("x" * 20_001, "too_long")])
def test_a_message_that_cannot_be_taken_is_not_taken(house: House, text: str, code: str) -> None:
    receipt = house.file()
    before = snapshot(house)
    with pytest.raises(InvalidAnswers) as caught:
        say(house, enter(house, receipt), text)
    assert caught.value.problems["text"].code == code
    assert snapshot(house) == before


def test_what_is_written_goes_into_the_writers_own_mailbox(house: House) -> None:
    mine, theirs = house.file(), house.file()
    say(house, enter(house, mine), "Only for you.")
    assert {message.complaint_id for message in records(house, Message)} == {mine.complaint_id}
    assert open_box(house, enter(house, theirs)).messages == ()


def test_answers_added_later_are_sealed_and_their_clear_facts_known_at_once(house: House) -> None:
    receipt = house.file(track="detention")
    viewer = enter(house, receipt)
    add(house, viewer, "detention", facility="F-3902", issues=["living_conditions"], witnesses="Cell mate Zharas")
    case = case_of(house, receipt.reference)
    assert (case.facility, case.facts["issues"], case.urgency) == ("F-3902", ["living_conditions"], 3)
    assert {row.facility for row in records(house, DeskRow)} == {"F-3902"}
    assert "Zharas" not in repr(snapshot(house))
    first, later = open_file(house, receipt.reference).filed
    assert later.answers == {"facility": "F-3902", "issues": ["living_conditions"], "witnesses": "Cell mate Zharas"}
    assert (later.questionnaire.name, first.questionnaire.name) == ("detention", "core")
    before = snapshot(house)
    add(house, viewer, "detention", facility="F-3901")
    assert snapshot(house) == before
    assert damages(house) == []


def test_answers_that_tell_of_danger_make_a_case_more_urgent_and_start_its_clocks(house: House) -> None:
    receipt = house.file(track="detention", ongoing="true")
    add(house, enter(house, receipt), "detention", issues=["torture"])
    case = case_of(house, receipt.reference)
    assert (case.urgency, case.pin, case.facts["urgency"]) == (1, 3, 1)
    assert {"urgent_triage", "urgent_call", "prosecutor"} <= {
        clock.name for clock in records(house, ClockRow, case_id=case.id) if clock.running
    }
    assert [measure.urgency for measure in records(house, Measure)] == [1]
    assert {(row.rank, row.urgency) for row in records(house, DeskRow)} == {(0, 1)}
    assert damages(house) == []


def test_answers_never_make_a_case_less_urgent(house: House) -> None:
    receipt = house.file(**URGENT)
    add(house, enter(house, receipt), "detention", in_danger="no", issues=["living_conditions"])
    case = case_of(house, receipt.reference)
    assert (case.urgency, case.facts["danger"], case.facts["urgency"]) == (1, "no", 1)


def test_what_two_officers_lowered_stays_lowered_until_something_new_is_told(house: House) -> None:
    receipt = house.file(**URGENT)
    lower = Act("lower_urgency", answers={"reason": "He is safe now."})
    walk(house, receipt.reference, [lower, Act("confirm:lower_urgency", CHIEF)])
    viewer = enter(house, receipt)
    add(house, viewer, "detention", "one", doctor_seen="yes")
    assert case_of(house, receipt.reference).urgency == 2
    add(house, viewer, "detention", "two", in_danger="yes")  # as it was known before
    assert case_of(house, receipt.reference).urgency == 2
    add(house, viewer, "detention", "three", facility="F-3901")
    assert case_of(house, receipt.reference).urgency == 2
    add(house, viewer, "detention", "four", issues=["medicine"])
    assert case_of(house, receipt.reference).urgency == 2  # urgent only while it goes on
    add(house, viewer, "detention", "five", in_danger="no")
    add(house, viewer, "detention", "six", in_danger="yes")
    assert case_of(house, receipt.reference).urgency == 1


def test_answers_that_cannot_be_taken_are_not_taken(house: House) -> None:
    receipt = house.file(track="detention")
    before = snapshot(house)
    with pytest.raises(InvalidAnswers) as caught:
        add(house, enter(house, receipt), "detention", facility="F-0000", surprise="x")
    assert {name: problem.code for name, problem in caught.value.problems.items()} == {
        "facility": "unknown_choice", "surprise": "unexpected",
    }  # fmt: skip
    assert snapshot(house) == before


def test_a_letter_is_told_once_it_was_shown(house: House) -> None:
    receipt = house.file()
    house.act(receipt.reference, "register", by=OFFICER)
    viewer = enter(house, receipt)
    assert [letter.told_at for letter in records(house, Letter)] == [None]
    first = house.clock.move(hours=1)
    house.database.write(mailbox.mark_told, viewer=viewer, at=first)
    house.clock.move(hours=1)
    house.database.write(mailbox.mark_told, viewer=viewer, at=house.clock())
    assert [letter.told_at for letter in records(house, Letter)] == [first]
    assert [letter.told_at for letter in open_file(house, receipt.reference).letters] == [first]


def test_opening_ones_own_mailbox_tells_nothing_about_other_peoples_letters(house: House) -> None:
    mine, theirs = house.file(), house.file()
    for receipt in (mine, theirs):
        house.act(receipt.reference, "register", by=OFFICER)
    house.database.write(mailbox.mark_told, viewer=enter(house, mine), at=house.clock())
    assert {letter.complaint_id: letter.told_at is not None for letter in records(house, Letter)} == {
        mine.complaint_id: True,
        theirs.complaint_id: False,
    }


def test_a_remedy_can_be_confirmed_by_the_one_it_is_for(house: House) -> None:
    receipt = house.file()
    claimed = Act("record_implementation", answers={"words": "Paid."}, number=2)
    walk(house, receipt.reference, [*TO_DECISION, *SERVED, claimed])
    viewer = enter(house, receipt)
    view = open_box(house, viewer)
    assert {(2, "confirm"), (2, "dispute")} <= offered(view)
    (remedy,) = view.remedies
    assert (remedy.kind, remedy.status) == ("compensation", house.pack.statuses["remedy_claimed"])
    house.act(receipt.reference, "confirm", by=viewer, number=2)
    (proceeding,) = records(house, Proceeding, procedure="remedy")
    assert (proceeding.stage, proceeding.facts["verified_by"]) == ("verified", "complainant")
    assert [measure.verified for measure in records(house, Measure)] == [1]
    assert damages(house) == []


def test_after_a_withdrawal_nothing_cancelled_is_offered_any_more(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    claimed = Act("record_implementation", answers={"words": "Paid."}, number=2)
    walk(house, receipt.reference, [*TO_DECISION, *SERVED, claimed])
    house.act(receipt.reference, "request_withdrawal", by=viewer)
    walk(house, receipt.reference, confirmed_withdrawal(3))
    view = open_box(house, viewer)
    assert (offered(view), view.remedies, view.open) == ({(1, "say_how_it_went")}, (), False)


def test_a_finished_case_still_opens_for_its_complainant(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_THE_END)
    view = open_box(house, enter(house, receipt))
    assert (view.status, view.open, view.next_due) == (house.pack.statuses["closed"], False, None)
    assert [message.text for message in view.messages] == ["This is what we decided."]


def test_the_complainant_is_told_when_an_officer_first_read_it(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    opened = house.clock.move(minutes=12)
    open_file(house, receipt.reference)
    house.clock.move(minutes=12)
    open_file(house, receipt.reference)
    assert open_box(house, viewer).opened_at == opened
    assert case_of(house, receipt.reference).version == 0


def test_of_all_who_write_at_once_nobody_is_lost(house: House) -> None:
    receipts = [house.file() for _ in range(3)]
    for number, receipt in enumerate(receipts):
        say(house, enter(house, receipt), f"Message {number}", key=f"form {number}")
    assert {case.reference: case.unread for case in records(house, Case)} == {one.reference: 1 for one in receipts}
