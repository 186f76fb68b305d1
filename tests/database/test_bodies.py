"""A body and its link: what it opens, what it sends, and that it opens nothing else."""

import pytest
from sqlalchemy.orm import Session

from cases.bodies import door, links, viewing
from cases.bodies.reminding import look_after_links
from cases.circle import walls
from cases.errors import ActRefused, CannotOpen, CaseNotFound, InvalidAnswers, LinkUnknown, SignedOut
from cases.keys import file_key
from cases.mailbox import add_answers, codes
from cases.records import BodyLink, BodyWords, Case, Outbox
from cases.vault.keys import Key
from cases.vault.links import MOST_WRONG
from cases.viewer import System, Viewer
from tests.builders import House, as_raw
from tests.harness.bodies import ASKED, QUESTION, ask_body, come_in, give_link, look, send
from tests.harness.circles import signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_INQUIRY,
    case_of,
    damages,
    enter,
    journal_of,
    open_box,
    open_file,
    records,
    walk,
)  # fmt: skip


def test_a_body_sees_what_it_was_asked_until_when_and_nothing_of_the_case(house: House) -> None:
    reference = house.file(identity="named").reference
    viewer = come_in(house, ask_body(house, reference))
    seen = look(house, viewer)
    assert [one.text for one in seen.said] == [QUESTION]
    assert seen.body["en"] == "Ministry of Education"
    assert (seen.days_left, seen.late) == (15, False)
    assert [one.act for one in seen.offers] == ["record_answer", "not_ours"]
    assert reference not in repr(seen)
    assert "grabbing" not in repr(seen)


def test_the_first_opening_is_the_delivery_from_which_the_time_runs(house: House) -> None:
    reference = house.file().reference
    link = ask_body(house, reference)
    house.clock.move(days=1)
    come_in(house, link)
    come_in(house, link)
    acts = [(one.act, one.actor) for one in journal_of(house, reference)]
    assert acts.count(("information_request.deliver", "body")) == 1
    assert open_file(house, reference).proceedings[1].stage == "delivered"


def test_an_answer_goes_to_the_file_and_comes_back_to_its_sender_alone(house: House) -> None:
    reference = house.file().reference
    link = ask_body(house, reference)
    house.clock.move(days=40)
    viewer = come_in(house, link)
    house.clock.move(days=40)
    viewer = come_in(house, link)
    number = send(house, viewer, answer="Nobody remembers.", key="a form")
    assert send(house, viewer, answer="Nobody remembers.", key="a form") == number
    seen = look(house, viewer)
    assert [(one.sender, one.late) for one in seen.said] == [("institution", False), ("body", True)]
    assert seen.said[1].answers[0][1] == "Nobody remembers."
    assert [one.act for one in seen.offers] == ["add_answer"]
    case = open_file(house, reference)
    told = next(event for event in case.timeline if event.act == "information_request.record_answer")
    assert (told.actor, [value for _, value in told.answers]) == ("body", ["Nobody remembers."])
    assert damages(house) == []


def test_versions_stand_beside_each_other_until_the_answer_is_assessed_and_contradicted(house: House) -> None:
    """The awkward company: late and evasive, contradicted by the complainant, asked again."""
    receipt = house.file()
    link = ask_body(house, receipt.reference)
    viewer = come_in(house, link)
    send(house, viewer, answer="We have no such records.")
    send(house, viewer, "add_answer", answer="We looked again: still none.")
    house.act(
        receipt.reference, "show_complainant", by=OFFICER, number=2, summary="They say that there are no records."
    )
    box = enter(house, receipt)
    offered = next(one for one in open_box(house, box).acts if one.offer.act == "contradict")
    assert offered.number == 2
    house.act(receipt.reference, "contradict", by=box, number=2, words="I have a copy of them.")
    house.act(
        receipt.reference, "ask_again", by=OFFICER, number=2, assessment="contradicted", question="And this copy?"
    )
    house.database.write(
        links.write_to_body, receipt.reference, 2, "And this copy?", key="more", pack=house.pack,
        viewer=house.officer(OFFICER), at=house.clock(),
    )  # fmt: skip
    seen = look(house, viewer)
    assert [one.sender for one in seen.said] == ["institution", "body", "body", "institution"]
    state = house.database.read(
        viewing.look_at_link, receipt.reference, 2, pack=house.pack, viewer=house.officer(OFFICER), at=house.clock()
    )
    assert state is not None
    assert state.link is not None
    page = house.pack.bodies.pages["information_request"]
    versions = viewing.exchange(open_file(house, receipt.reference), 2, state, page)
    sources = [one.source for one in versions]
    assert sources == ["us", "us", "body", "body", "us", "complainant", "us", "us"]
    assert [one.text for one in versions if one.text] == [QUESTION, "And this copy?"]
    assert seen.days_left == 15
    send(house, viewer, answer="That copy is right.")
    assert damages(house) == []


def test_a_body_may_say_that_it_is_not_the_right_one(house: House) -> None:
    reference = house.file().reference
    send(
        house,
        come_in(house, ask_body(house, reference)),
        "not_ours",
        reason="Schools are the akimat's.",
        whose="Akimat",
    )
    request = open_file(house, reference).proceedings[1]
    assert request.stage == "answered"
    house.act(reference, "assess", by=OFFICER, number=2, assessment="full")


def test_what_a_body_says_is_done_is_claimed_until_somebody_has_seen_it(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    house.act(
        reference, "recommend_change", by=OFFICER, rec_kind="practice", rec_body="B-MOE", what="Two adults a class."
    )
    house.act(reference, "approve", by=OFFICER, number=2, text="A second adult in every class.")
    house.act(reference, "confirm:approve", by=CHIEF, number=2)
    house.act(reference, "serve", by=OFFICER, number=2, served_how="By courier.")
    viewer = come_in(house, give_link(house, reference, 2))
    send(house, viewer, "accept", words="We will.")
    send(house, viewer, "record_implementation", words="It is done.")
    assert open_file(house, reference).proceedings[1].stage == "claimed"
    with pytest.raises(ActRefused):
        send(house, viewer, "verify", words="We saw it ourselves.")


def test_wrong_pins_unknown_tokens_and_closed_links_are_answered_alike(house: House) -> None:
    link = ask_body(house, house.file().reference)
    for token, pin in (
        (link.token, "0" * 8 if link.pin != "0" * 8 else "1" * 8),
        ("a" * 32, link.pin),
        ("", ""),
        (link.token, "12"),
    ):
        with pytest.raises(LinkUnknown):
            door.enter(house.database, token, pin, pack=house.pack, secrets=house.secrets, at=house.clock())


def test_ten_wrong_pins_close_the_door_to_the_right_one_too(house: House) -> None:
    reference = house.file().reference
    link = ask_body(house, reference)
    wrong = f"{(int(link.pin) + 1) % 10**8:08}"
    come_in(house, link)
    for _ in range(MOST_WRONG):
        with pytest.raises(LinkUnknown):
            come_in(house, link, wrong)
    with pytest.raises(LinkUnknown):
        come_in(house, link)
    come_in(house, give_link(house, reference, 2))


def test_a_link_is_over_with_its_proceeding_by_an_officers_word_and_by_the_next_link(house: House) -> None:
    reference = house.file().reference
    first = ask_body(house, reference)
    inside = come_in(house, first)
    second = give_link(house, reference, 2)
    with pytest.raises(LinkUnknown):
        come_in(house, first)
    with pytest.raises(SignedOut):
        look(house, inside)
    inside = come_in(house, second)
    house.act(reference, "drop", by=OFFICER, number=2, reason="Not needed.")
    with pytest.raises(LinkUnknown):
        come_in(house, second)
    with pytest.raises(SignedOut):
        send(house, inside, answer="Still here.")
    house.database.write(look_after_links, pack=house.pack, viewer=System(), at=house.clock())
    assert all(row.wrap is None and row.closed_at for row in records(house, BodyLink))
    walk(house, reference, [ASKED])
    third = give_link(house, reference, 3)
    house.database.write(
        links.withdraw_link, reference, 3, key="x", pack=house.pack, viewer=house.officer(OFFICER), at=house.clock()
    )
    with pytest.raises(LinkUnknown):
        come_in(house, third)
    assert damages(house) == []


def test_a_link_gets_too_old(house: House) -> None:
    link = ask_body(house, house.file().reference)
    house.clock.move(days=181)
    with pytest.raises(LinkUnknown):
        come_in(house, link)


def test_a_name_goes_to_a_body_only_where_its_owner_agreed(house: House) -> None:
    told = as_raw({"name": "Aigerim Sadykova", "iin": "061211600012"})
    receipts = {know: house.file(respondent_may_know=know) for know in ("without_name", "yes")}
    for know, receipt in receipts.items():
        house.database.write(
            add_answers, "harassment", told, pack=house.pack, key=know, viewer=enter(house, receipt), at=house.clock()
        )
    text = "What was said to Aigerim Sadykova on 3 November?"
    with pytest.raises(InvalidAnswers) as caught:
        ask_body(house, receipts["without_name"].reference, text=text)
    assert caught.value.problems["text"].code == "names_complainant"
    with pytest.raises(InvalidAnswers):
        give_link(house, receipts["without_name"].reference, 2, text="The file of 061211600012, please.")
    ask_body(house, receipts["yes"].reference, text=text)


def test_a_body_knows_of_no_case_and_its_key_opens_no_file(house: House) -> None:
    reference = house.file().reference
    viewer = come_in(house, ask_body(house, reference))
    other = house.file()
    with pytest.raises(CaseNotFound):
        house.act(other.reference, "register", by=viewer)
    with pytest.raises(CannotOpen):
        house.database.read(open_file_key, case_of(house, reference), viewer=viewer)


def open_file_key(session: Session, case: Case, *, viewer: Viewer) -> Key:
    return file_key(session, case, 1, viewer=viewer)


def test_a_wall_voids_links_and_another_secret_keeps_them(house: House) -> None:
    receipt = house.file()
    link = ask_body(house, receipt.reference)
    house.employ("colleague.39", "KZ-39", "caseworker")
    for username in (OFFICER, CHIEF, "colleague.39"):
        signed_in(house, username)
    box = enter(house, receipt)
    proposed = codes.propose(box, secrets=house.secrets, at=house.clock())
    codes.change_code(
        house.database, proposed.sealed, proposed.code.digits[-4:], key="code", pack=house.pack, secrets=house.secrets,
        viewer=box, at=house.clock(),
    )  # fmt: skip
    come_in(house, link)
    assert damages(house) == []
    walls.raise_wall(
        house.database, receipt.reference, [house.officer(OFFICER).id], "Kin.", handling="same", version=None, key="wall",
        pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    with pytest.raises(LinkUnknown):
        come_in(house, link)
    again = give_link(house, receipt.reference, 2, by=CHIEF)
    come_in(house, again)
    walls.lift_wall(
        house.database, receipt.reference, [house.officer(OFFICER).id], "No.", version=None, key="down", pack=house.pack,
        viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    come_in(house, again)
    assert damages(house) == []


def test_a_body_is_reminded_before_its_day_after_it_and_every_week(house: House) -> None:
    reference = house.file().reference
    link = ask_body(house, reference, address="office@moe.example.kz")
    come_in(house, link)
    due = open_file(house, reference).proceedings[1].clocks[0].due
    assert due is not None
    sent: list[int] = []
    for day in range(45):
        house.database.write(look_after_links, pack=house.pack, viewer=System(), at=house.clock())
        house.database.write(look_after_links, pack=house.pack, viewer=System(), at=house.clock())
        if len(records(house, Outbox, kind="email")) > len(sent):
            sent.append(day)
        house.clock.move(days=1)
    assert sent == [16, 22, 29, 36, 43], (sent, due)
    payloads = [row.payload for row in records(house, Outbox, kind="email")]
    assert all(set(one) == {"link", "text", "at"} for one in payloads)


def test_what_went_through_a_link_is_held_by_the_journal(house: House) -> None:
    viewer = come_in(house, ask_body(house, house.file().reference))
    send(house, viewer, answer="No.")
    assert len(records(house, BodyWords)) == 2
    assert damages(house) == []


@pytest.mark.parametrize("act", ["register", "drop", "assess", "", "confirm:record_answer"])
def test_acts_that_are_not_the_bodys_are_refused(house: House, act: str) -> None:
    viewer = come_in(house, ask_body(house, house.file().reference))
    with pytest.raises(ActRefused):
        send(house, viewer, act, reason="x")
