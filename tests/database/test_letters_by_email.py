"""A letter goes to a complainant by e-mail: an empty one with a link, and a PIN another way; opening it is its delivery."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.bodies import sealed_files
from cases.bodies.sealed_files import Content, Receiver
from cases.circle import walls
from cases.errors import CaseNotFound, CodeTaken, InvalidAnswers, LetterRefused, LinkUnknown
from cases.evidence.store import open_store
from cases.evidence.sweeping import known_places, left_over, sweep
from cases.letters import by_email, taking_back
from cases.letters.ageing import close_old
from cases.records import Entry, LetterLink, Measure, Notice, OfficialLetter, Outbox, Reading, Upload
from cases.retention import carrying_out
from cases.settings import Settings
from cases.vault.keys import new_key
from cases.vault.links import derive_link
from cases.viewer import System, Viewer
from tests.builders import House
from tests.database.test_official_letters import WHOLE, Desk, desk_of
from tests.harness.circles import copy_rows, reach, search, signed_in
from tests.harness.handling import CHIEF, OFFICER, case_of, damages, journal_of, records
from tests.harness.letters import (
    CHOSEN,
    HERE,
    WHERE,
    carry_post,
    link_in,
    other_pin,
    read_letter,
    read_mail,
    send_by_email,
)
from tests.harness.mail_server import mail_server


@pytest.fixture
def desk(house: House) -> Desk:
    return desk_of(house, **CHOSEN)


def test_the_mail_says_nothing_and_the_pin_opens_the_letter_and_delivers_it(
    house: House, settings: Settings, desk: Desk
) -> None:
    letter = desk.signed(to="Айгүл Ахметова")
    link = send_by_email(house, settings, desk.reference, letter)
    assert desk.see(letter).line.state == "sent"
    with mail_server() as box:
        carry_post(house, settings, box.port)
        carry_post(house, settings, box.port)
        ((sender, to, raw),) = box.letters
        mail, path = read_mail(box), link_in(box)
    assert (sender, to, path) == ("post@nhri.example", WHERE, f"/ru/letter/{link.token}")
    words = house.pack.letterhead.parts["mail"]
    assert mail["Subject"] == " · ".join(words[language] for language in house.pack.languages)
    body = mail.get_content().split()
    assert body == [*" ".join(words[one] for one in house.pack.languages).split(), f"{HERE}{path}"]
    secret = (
        desk.reference, "Ахметова", WHOLE["title"], link.pin, str(desk.see(letter).line.number), str(letter), "KZ-39",
        *(name[one] for name in (house.pack.institution.name, house.pack.institution.short_name) for one in name),
    )  # fmt: skip
    for told in (raw.decode("ascii"), mail.as_string(), str(mail["Subject"]), mail.get_content()):
        assert not [one for one in secret if one in told]
    assert records(house, LetterLink)[0].mail is None, "address and token are forgotten once the mail has gone"
    house.clock.move(days=1)
    for _ in range(2):
        assert read_letter(house, settings, link).startswith(b"%PDF-")
    case, (row,) = case_of(house, desk.reference), records(house, OfficialLetter)
    assert (row.state, row.way, case.facts["told"], case.heard_at) == ("delivered", "email", True, house.clock())
    (measure,) = records(house, Measure, case_id=case.id)
    assert measure.told == row.delivered_on
    delivered = [one for one in journal_of(house, desk.reference) if one.act == "letter.deliver"]
    assert [one.actor for one in delivered] == ["complainant"]
    assert damages(house) == []


def test_address_and_token_stand_nowhere_in_the_clear(house: House, settings: Settings, desk: Desk) -> None:
    link = send_by_email(house, settings, desk.reference, desk.signed())
    kept = [repr(vars(row)) for table in (LetterLink, Outbox, OfficialLetter) for row in records(house, table)]
    kept += [repr(vars(one)) for table in (Entry, Reading) for one in records(house, table)]
    for secret in (WHERE, link.token, link.pin):
        assert not [one for one in kept if secret in one]


def test_ten_wrong_pins_shut_the_link_and_a_new_one_closes_the_old(
    house: House, settings: Settings, desk: Desk
) -> None:
    letter = desk.signed()
    link = send_by_email(house, settings, desk.reference, letter)
    for _ in range(10):
        with pytest.raises(LinkUnknown):
            read_letter(house, settings, link, other_pin(link))
    with pytest.raises(LinkUnknown):
        read_letter(house, settings, link)
    sent = desk.see(letter).sent
    assert sent is not None
    assert (sent.locked, sent.over, sent.opened_at) == (True, True, None)
    again = send_by_email(house, settings, desk.reference, letter, "other@mail.example.kz", key="again")
    assert [row.closed_at is None for row in records(house, LetterLink)].count(True) == 1
    with mail_server() as box:
        carry_post(house, settings, box.port)
        assert [to for _, to, _ in box.letters] == ["other@mail.example.kz"], "the first was called off"
    with pytest.raises(LinkUnknown):
        read_letter(house, settings, link)
    assert read_letter(house, settings, again).startswith(b"%PDF-")
    assert damages(house) == []


BAD = {
    "": "required",
    "aigul@": "not_an_email",
    "aigul@mail.kz\r\nBcc: all@mail.kz": "not_an_email",
    f"{'a' * 64}@{'b' * 200}.kz": "not_an_email",
    WHERE: None,
}
"""Addresses that are typed, and what is wrong with each."""


def test_a_bad_address_or_no_consent_sends_nothing(house: House, settings: Settings) -> None:
    desk = desk_of(house)  # they chose: do not contact me
    letter = desk.signed()
    for address, wrong in BAD.items():
        with pytest.raises(InvalidAnswers) as refused:
            send_by_email(house, settings, desk.reference, letter, address)
        problems = {name: problem.code for name, problem in refused.value.problems.items()}
        assert problems == {"agreed": "no_consent", **({"address": wrong} if wrong else {})}
    assert not records(house, LetterLink)
    assert not records(house, Upload)
    assert not records(house, Outbox, kind="email")
    assert desk.see(letter).line.state == "signed"


def test_a_form_sent_twice_sends_once_and_only_what_is_signed_goes(
    house: House, settings: Settings, desk: Desk
) -> None:
    letter = desk.write()
    with pytest.raises(LetterRefused):
        send_by_email(house, settings, desk.reference, letter)
    desk.propose(letter)
    desk.sign(letter)
    send_by_email(house, settings, desk.reference, letter, key="one form")
    with pytest.raises(CodeTaken):
        send_by_email(house, settings, desk.reference, letter, key="one form")
    assert len(records(house, LetterLink)) == len(records(house, Outbox, kind="email")) == 1
    request = desk.signed("information_request", to="Ministry")
    with pytest.raises(LetterRefused):
        send_by_email(house, settings, desk.reference, request, agreed=True)


def test_what_was_stored_for_a_press_that_was_killed_is_swept_up(house: House, settings: Settings, desk: Desk) -> None:
    letter, store = desk.signed(), open_store(settings)
    receiver = Receiver(case_of(house, desk.reference).id, 1, new_key().public)
    paper = Content("paper", by_email.PDF, 5, [b"%PDF-"])
    sealed_files.seal_for(house.database, store, receiver, paper, viewer=house.officer(OFFICER), at=house.clock())
    assert (desk.see(letter).line.state, records(house, Outbox, kind="email")) == ("signed", [])
    house.clock.move(hours=25)
    sweep(house.database, store, viewer=System(), at=house.clock())
    assert list(store.places()) == []
    assert read_letter(house, settings, send_by_email(house, settings, desk.reference, letter)).startswith(b"%PDF-")


def test_a_link_is_over_after_its_time_and_its_file_goes_with_it(house: House, settings: Settings, desk: Desk) -> None:
    letter, store = desk.signed(), open_store(settings)
    link = send_by_email(house, settings, desk.reference, letter)
    assert left_over(house.database, store) == []
    house.clock.move(days=29)
    house.database.write(close_old, pack=house.pack, viewer=System(), at=house.clock())
    assert read_letter(house, settings, link).startswith(b"%PDF-")
    house.clock.move(days=1)
    with pytest.raises(LinkUnknown):
        read_letter(house, settings, link)
    assert house.database.write(close_old, pack=house.pack, viewer=System(), at=house.clock()) == 1
    sweep(house.database, store, viewer=System(), at=house.clock())
    assert list(store.places()) == []
    assert damages(house) == []


def test_an_officer_takes_an_unopened_letter_back_and_it_goes_another_way(
    house: House, settings: Settings, desk: Desk
) -> None:
    letter = desk.signed()
    link = send_by_email(house, settings, desk.reference, letter)

    def take_back() -> None:
        house.database.write(
            taking_back.take_back, desk.reference, letter, seen=desk.see(letter).seen, **desk.common(OFFICER)
        )

    take_back()
    with pytest.raises(LinkUnknown):
        read_letter(house, settings, link)
    desk.send(letter, "mailbox")
    with pytest.raises(LetterRefused):
        take_back()
    assert damages(house) == []


def test_a_wall_shuts_links_and_another_secret_keeps_them(house: House, settings: Settings, desk: Desk) -> None:
    for name in ("kept.out", "colleague.39"):
        house.employ(name, "KZ-39", "caseworker")
    for name in (OFFICER, CHIEF, "kept.out", "colleague.39"):
        signed_in(house, name)
    letter = desk.signed()
    link = send_by_email(house, settings, desk.reference, letter)

    def wall(change: Any, key: str, **more: Any) -> None:
        change(
            house.database, desk.reference, [house.officer("kept.out").id], "Kin.", version=None, key=key, pack=house.pack,
            viewer=house.officer(CHIEF), at=house.clock(), **more,
        )  # fmt: skip

    rows, key = copy_rows(house), derive_link(link, house.secrets.pepper).key
    (row,) = records(house, LetterLink)
    assert search(house, [key], rows).links == {row.id}
    assert not reach(house, OFFICER).links, "no key of an officer leads to what the PIN opens"
    wall(walls.raise_wall, "wall", handling="same")
    told = [(row.kind, row.officer_id) for row in records(house, Notice, settled_at=None) if row.due is None]
    assert told == [("letter_unopened", house.officer(OFFICER).id)], "the wall shut it before anybody opened it"
    assert not search(house, [key], rows).links, "nor does the PIN, with the rows as they were"
    with pytest.raises(LinkUnknown):
        read_letter(house, settings, link)
    with mail_server() as box:
        carry_post(house, settings, box.port)
        assert box.letters == []
    again = send_by_email(house, settings, desk.reference, letter, key="again", by=CHIEF)
    with pytest.raises(CaseNotFound):
        send_by_email(house, settings, desk.reference, letter, key="third", by="kept.out")
    wall(walls.lift_wall, "down")
    assert read_letter(house, settings, again).startswith(b"%PDF-")
    assert damages(house) == []


def test_a_link_is_shredded_with_its_case(house: House, settings: Settings, desk: Desk) -> None:
    send_by_email(house, settings, desk.reference, desk.signed())
    other, case = house.database.shred.take(), case_of(house, desk.reference)

    def cover_otherwise(session: Session, *, viewer: Viewer) -> None:
        session.scalars(select(LetterLink)).one().shred = other.id

    house.database.write(cover_otherwise, viewer=System())
    (link,) = records(house, LetterLink)
    secrets, places = house.database.read(carrying_out.belongings, case.id, viewer=System())
    assert (other.id in secrets, link.place in places) == (True, True)
    assert house.database.read(known_places, viewer=System()) == {link.place}


@pytest.mark.parametrize(("to", "handed"), [("nobody@mail.example.kz", "lost"), (WHERE, "gone")])
def test_the_officer_sees_what_the_mail_server_said(
    house: House, settings: Settings, desk: Desk, to: str, handed: str
) -> None:
    letter = desk.signed()
    send_by_email(house, settings, desk.reference, letter, to)

    def told() -> str | None:
        sent = desk.see(letter).sent
        return sent.handed if sent else None

    assert told() == "waits"
    house.clock.move(minutes=11)
    assert told() == "late", "nobody carries it"
    with mail_server() as box:
        box.answers.append("451 later")
        carry_post(house, settings, box.port)
        if to == WHERE:
            assert told() == "late"
        house.clock.move(hours=1)
        carry_post(house, settings, box.port)
    assert told() == handed


def test_a_link_that_was_changed_past_the_program_is_found(house: House, settings: Settings, desk: Desk) -> None:
    first, second = desk.signed(), desk.signed("closure")
    send_by_email(house, settings, desk.reference, first)

    def put(session: Session, values: dict[str, Any], *, viewer: Viewer) -> dict[str, Any]:
        row = session.scalars(select(LetterLink)).one()
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        return before

    def remove(session: Session, *, viewer: Viewer) -> None:
        session.delete(session.scalars(select(LetterLink)).one())

    others: dict[str, Any] = {
        "payload": b"other", "letter_id": second, "lookup": b"other", "public_key": "age1other", "wrap": b"other",
        "shred": 1, "sequence": 1,
    }  # fmt: skip
    for name, value in others.items():
        before = house.database.write(put, {name: value}, viewer=System())
        assert damages(house), name
        house.database.write(put, before, viewer=System())
    assert damages(house) == []
    house.database.write(remove, viewer=System())
    assert damages(house)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_another_office_sees_no_link_by_the_web_role(house: House, settings: Settings, desk: Desk) -> None:
    send_by_email(house, settings, desk.reference, desk.signed())

    def every(session: Session, *, viewer: Viewer) -> int:
        return len(session.scalars(select(LetterLink.id)).all())

    seen = [house.database.read(every, viewer=house.officer(name)) for name in (OFFICER, "caseworker.75")]
    assert seen == [1, 0]
