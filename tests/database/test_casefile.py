"""An officer opens a case: everything in words, read only with their own keys, and written down as read."""

from datetime import timedelta

import pytest

from cases import casefile, mailbox
from cases.errors import CannotOpen, CaseNotFound, NotAllowed
from cases.records import DeskRow, Message, Reading
from cases.vault.keyring import Keyring
from cases.viewer import Officer
from tests.builders import House
from tests.harness.asked import counted_statements
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_ADMISSIBILITY,
    TO_DECISION,
    TO_INQUIRY,
    URGENT,
    Act,
    case_of,
    damages,
    enter,
    journal_of,
    open_box,
    open_file,
    records,
    snapshot,
    walk,
)

STORY = "The manager keeps grabbing my hand when we are alone."


def test_the_file_shows_what_was_filed_to_everyone_in_the_circle(house: House) -> None:
    receipt = house.file()
    for by in (OFFICER, CHIEF, "supervisor.ho"):
        file = open_file(house, receipt.reference, by)
        assert (file.filed[0].answers["story"], file.filed[0].channel) == (STORY, "web")
        assert (file.unit, file.circle, file.track, file.urgency) == ("KZ-39", ("KZ-39", "KZ-HO"), "harassment", 3)
        assert file.status == house.pack.statuses["received"]


def test_the_file_of_a_walled_case_opens_for_the_integrity_unit_alone(house: House) -> None:
    receipt = house.file(about_us="our_staff")
    assert open_file(house, receipt.reference, "integrity.in").filed[0].answers["story"] == STORY
    for by in (OFFICER, CHIEF, "supervisor.ho", "caseworker.ho", "auditor.ho"):
        with pytest.raises(CaseNotFound):
            open_file(house, receipt.reference, by)


def test_a_case_is_read_by_statements_that_are_put_together_once(house: House) -> None:
    receipt = house.file()
    open_file(house, receipt.reference)
    with counted_statements() as anew:
        open_file(house, receipt.reference)
    named = [one for one in anew if "FROM cases" in one or "set_config" in one or "shred_secrets" in one]
    assert anew == named
    assert len(anew) <= 4


def test_reading_is_written_down_on_a_chain_of_its_own(house: House) -> None:
    receipt = house.file()
    version = case_of(house, receipt.reference).version
    open_file(house, receipt.reference)
    open_file(house, receipt.reference, CHIEF)
    readings = sorted(records(house, Reading), key=lambda reading: reading.sequence)
    assert [reading.actor for reading in readings] == [house.officer(by).actor for by in (OFFICER, CHIEF)]
    assert [reading.sequence for reading in readings] == [1, 2]
    assert len(journal_of(house, receipt.reference)) == 1
    assert case_of(house, receipt.reference).version == version
    assert damages(house) == []


def test_reading_a_case_makes_nobodys_act_come_too_late(house: House) -> None:
    receipt = house.file()
    drawn = open_file(house, receipt.reference).version
    open_file(house, receipt.reference, CHIEF)
    assert house.act(receipt.reference, "register", by=OFFICER, version=drawn).stage == "registered"


def test_without_the_units_key_nothing_is_read_and_nothing_is_written(house: House) -> None:
    receipt = house.file(**URGENT)
    locked = house.officer(OFFICER)
    bare = Officer(
        locked.id, locked.username, locked.name, locked.unit, locked.roles, locked.languages, keyring=Keyring()
    )
    before = snapshot(house)
    with pytest.raises(CannotOpen):
        house.database.write(casefile.open_case, receipt.reference, pack=house.pack, viewer=bare, at=house.clock())
    assert snapshot(house) == before


def test_an_urgent_case_is_pinned_until_somebody_opens_it_and_the_complainant_sees_when(house: House) -> None:
    receipt = house.file(**URGENT)
    viewer = enter(house, receipt)
    assert {row.rank for row in records(house, DeskRow)} == {0}
    assert open_box(house, viewer).opened_at is None
    opened = house.clock.move(minutes=7)
    open_file(house, receipt.reference)
    assert (case_of(house, receipt.reference).pin, {row.rank for row in records(house, DeskRow)}) == (2, {1})
    house.clock.move(minutes=7)
    open_file(house, receipt.reference, CHIEF)
    assert open_box(house, viewer).opened_at == opened
    assert [(done.act, done.actor) for done in journal_of(house, receipt.reference)] == [
        ("file", "nobody"),
        ("opened", "system"),
    ]
    assert damages(house) == []


def test_what_the_complainant_writes_is_unread_until_an_officer_opens_it(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    house.database.write(
        mailbox.write_message, "He came back.", pack=house.pack, key="k", viewer=viewer, at=house.clock()
    )
    assert [(row.row["unread"]) for row in records(house, DeskRow)] == [1, 1]
    first, again = open_file(house, receipt.reference), open_file(house, receipt.reference)
    assert [(message.text, message.unread) for message in first.messages] == [("He came back.", True)]
    assert [message.unread for message in again.messages] == [False]
    assert (case_of(house, receipt.reference).unread, {row.row["unread"] for row in records(house, DeskRow)}) == (
        0,
        {0},
    )
    assert [message.read_at for message in records(house, Message)] == [house.clock()]


def test_what_the_complainant_does_by_an_act_is_unread_too(house: House) -> None:
    receipt = house.file()
    viewer = enter(house, receipt)
    house.act(receipt.reference, "request_withdrawal", by=viewer, reason="They made me.")
    assert case_of(house, receipt.reference).unread == 1
    assert [message.unread for message in open_file(house, receipt.reference).messages] == [True]
    assert case_of(house, receipt.reference).unread == 0


def test_the_timeline_tells_in_words_what_was_done_by_whom_newest_first(house: House) -> None:
    receipt = house.file()
    walk(
        house,
        receipt.reference,
        [*TO_INQUIRY, Act("request_information", answers={"asked_body": "B-MOH", "question": "Why?"})],
    )
    newest, admitted, *_, filed = open_file(house, receipt.reference).timeline
    request = house.pack.procedures["complaint"].stages["inquiry"].acts["request_information"]
    assert (newest.title, newest.actor, newest.number, newest.to) == (request.label, "Caseworker.39", 1, None)
    assert {field.name: answer for field, answer in newest.answers} == {"asked_body": "B-MOH", "question": "Why?"}
    assert admitted.to == house.pack.procedures["complaint"].stages["inquiry"].label
    assert (filed.act, filed.title, filed.actor) == ("file", None, "nobody")


def test_the_file_offers_what_the_viewers_roles_may_do_and_says_why_the_rest_is_not_possible(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_DECISION)
    (main,) = open_file(house, receipt.reference).proceedings
    offers = {offer.act: offer.refusal.reason if offer.refusal else None for offer in main.offers}
    assert offers["tell"] is None
    assert offers["close"] == "guard"
    assert "request_withdrawal" not in offers
    auditor = house.officer("auditor.ho")
    assert open_file(house, receipt.reference, auditor.username).proceedings[0].offers == ()


def test_what_waits_names_who_began_it(house: House) -> None:
    receipt = house.file()
    walk(
        house,
        receipt.reference,
        [*TO_ADMISSIBILITY, Act("reject", answers={"ground": "not_ours", "reason": "Not ours."})],
    )
    (main,) = open_file(house, receipt.reference, CHIEF).proceedings
    assert main.pending is not None
    assert (main.pending.act, main.pending_by) == ("reject", "Caseworker.39")
    assert [offer.act for offer in main.offers if offer.confirming] == ["reject"]


def test_the_steps_of_the_way_are_done_now_and_next(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_ADMISSIBILITY)
    steps = open_file(house, receipt.reference).steps
    states = [step.state for step in steps]
    assert states[:4] == ["done", "done", "done", "now"]
    assert set(states[4:]) == {"next"}


def test_clocks_are_shown_with_the_next_one_first(house: House) -> None:
    receipt = house.file(danger_24h="unsure")
    house.act(receipt.reference, "register", by=OFFICER)
    file = open_file(house, receipt.reference)
    due = [clock.due for clock in file.clocks if clock.due]
    assert due == sorted(due)
    assert {"review", "triage", "first_contact"} <= {clock.name for clock in file.clocks}
    assert "registration" not in {clock.name for clock in file.clocks}
    assert case_of(house, receipt.reference).next_due == due[0]


def test_a_name_for_the_case_is_read_by_its_unit_only(house: House) -> None:
    receipt = house.file()
    rename = casefile.rename
    house.database.write(
        rename, receipt.reference, "  the   hand case ", viewer=house.officer(OFFICER), at=house.clock()
    )
    assert "hand case" not in repr(snapshot(house))
    assert open_file(house, receipt.reference, CHIEF).nickname == "the hand case"
    assert open_file(house, receipt.reference, "supervisor.ho").nickname is None
    for by in ("supervisor.ho", "auditor.ho"):
        with pytest.raises(NotAllowed):
            house.database.write(rename, receipt.reference, "mine", viewer=house.officer(by), at=house.clock())
    ours = house.file(region="abroad").reference
    with pytest.raises(NotAllowed):
        house.database.write(rename, ours, "mine", viewer=house.officer("auditor.ho"), at=house.clock())
    house.database.write(rename, receipt.reference, "x" * 90, viewer=house.officer(CHIEF), at=house.clock())
    assert open_file(house, receipt.reference).nickname == "x" * 60
    house.database.write(rename, receipt.reference, " ", viewer=house.officer(CHIEF), at=house.clock())
    assert open_file(house, receipt.reference).nickname is None


def test_facts_are_shown_in_words_and_unknown_ones_are_left_out(house: House) -> None:
    receipt = house.file(track="detention", facility="F-3901", minor=None)
    shown = {name: value for name, _, value in open_file(house, receipt.reference).facts}
    assert shown["facility"] == house.pack.registers["facilities"]["F-3901"].label
    assert shown["region"] == house.pack.facts["region"].options["KZ-39"]
    assert "minor" not in shown


def test_letters_and_messages_of_both_sides_are_in_the_file(house: House) -> None:
    receipt = house.file(language="kk")
    house.act(receipt.reference, "register", by=OFFICER)
    house.clock.now += timedelta(minutes=1)
    house.act(receipt.reference, "write", by=OFFICER, words="We have begun.")
    file = open_file(house, receipt.reference)
    assert [letter.title for letter in file.letters] == [house.pack.letters["acknowledgement"].title["kk"]]
    assert [(message.sender, message.text, message.unread) for message in file.messages] == [
        ("institution", "We have begun.", False)
    ]
