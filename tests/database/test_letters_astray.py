"""Letters by e-mail that nobody can open: whose case it is, is told, each time once, until something is done about it."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.errors import FileAltered, LinkUnknown
from cases.letters import email_form, taking_back
from cases.letters.ageing import close_old
from cases.planning import mailing
from cases.records import LetterLink, Notice, Officer, Outbox
from cases.sending import outbox
from cases.settings import Settings
from cases.vault.links import MOST_WRONG
from cases.viewer import System, Viewer
from cases.worklist import assigning
from tests.builders import House
from tests.database.test_notices import signs
from tests.database.test_official_letters import Desk, desk_of
from tests.database.test_planning import wish
from tests.database.test_walls import raise_wall
from tests.harness.circles import signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_THE_END,
    case_of,
    damages,
    open_file,
    records,
    walk,
)
from tests.harness.letters import CHOSEN, WHERE, carry_post, other_pin, read_letter, send_by_email
from tests.harness.mail_server import mail_server

NOBODY = "nobody@mail.example.kz"
"""An address that the mail server refuses (550)."""


@pytest.fixture
def desk(house: House) -> Desk:
    return desk_of(house, **CHOSEN)


def stands(house: House) -> list[str]:
    """What somebody is to look at of letters, now."""
    return [row.kind for row in records(house, Notice, settled_at=None) if row.clock.startswith("letter:")]


def carry(house: House, settings: Settings, *answers: str) -> None:
    """A round of the post; the mail server gives *answers* to what it is brought."""
    with mail_server() as box:
        box.answers += answers
        carry_post(house, settings, box.port)


def age(house: House, **by: float) -> None:
    house.clock.move(**by)
    house.database.write(close_old, pack=house.pack, viewer=System(), at=house.clock())


def take_back(desk: Desk, letter: int) -> None:
    desk.house.database.write(
        taking_back.take_back, desk.reference, letter, seen=desk.see(letter).seen, **desk.common(OFFICER)
    )


def form_of(desk: Desk, letter: int) -> email_form.EmailForm:
    return desk.house.database.write(
        email_form.look, desk.reference, letter, pack=desk.house.pack, viewer=desk.house.officer(OFFICER),
        at=desk.house.clock(),
    )  # fmt: skip


def test_a_refused_address_rings_the_handler_once_and_warns_before_the_next_letter(
    house: House, settings: Settings, desk: Desk
) -> None:
    letter, next_letter = desk.signed(), desk.signed("closure")
    assert not form_of(desk, letter).refused
    send_by_email(house, settings, desk.reference, letter, NOBODY)
    for _ in range(2):
        carry(house, settings)
    (told,) = (row for row in records(house, Notice) if row.clock == f"letter:{letter}")
    assert (told.kind, told.officer_id, told.role, told.due) == (
        "letter_refused", house.officer(OFFICER).id, None, None
    )  # fmt: skip
    assert NOBODY not in repr(vars(told))
    assert records(house, LetterLink)[0].mail is None, "no e-mail goes there any more: the address is forgotten"
    assert "letter_refused" in signs(house, OFFICER)[0]
    assert signs(house, CHIEF) == []
    assert [(one.letter, one.befell) for one in open_file(house, desk.reference).astray] == [(letter, "letter_refused")]
    assert form_of(desk, next_letter).refused, "the next letter would go to the same person"
    take_back(desk, letter)
    assert (stands(house), open_file(house, desk.reference).astray) == ([], ())
    send_by_email(house, settings, desk.reference, letter, key="again")
    carry(house, settings)
    assert not form_of(desk, next_letter).refused
    assert damages(house) == []


def test_a_server_that_says_later_rings_nobody_until_the_mail_is_given_up(
    house: House, settings: Settings, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_LETTERS", 3)
    letter = desk.signed()
    send_by_email(house, settings, desk.reference, letter)
    for given_up in (False, False, True):
        carry(house, settings, "450 later")
        assert stands(house) == ["letter_refused"] * given_up
        house.clock.move(hours=1)
    carry(house, settings)
    assert len([row for row in records(house, Notice) if row.clock == f"letter:{letter}"]) == 1


def test_a_link_that_runs_out_unopened_rings_once(house: House, settings: Settings, desk: Desk) -> None:
    letter, read = desk.signed(), desk.signed("closure")
    send_by_email(house, settings, desk.reference, letter)
    read_letter(house, settings, send_by_email(house, settings, desk.reference, read))
    age(house, days=29)
    assert stands(house) == []
    age(house, days=1)
    age(house, minutes=1)
    (told,) = (row for row in records(house, Notice) if row.clock.startswith("letter:"))
    assert (told.kind, told.clock) == ("letter_unopened", f"letter:{letter}"), "the one that was read rings nobody"
    send_by_email(house, settings, desk.reference, letter, key="again")
    assert stands(house) == []
    assert damages(house) == []


def test_ten_wrong_pins_ring_once_and_a_right_tenth_rings_nobody(
    house: House, settings: Settings, desk: Desk, tmp_path: Path
) -> None:
    letter, other = desk.signed(), desk.signed("closure")
    shut, right = (send_by_email(house, settings, desk.reference, one) for one in (letter, other))
    for link in (shut, right):
        for _ in range(MOST_WRONG - 1):
            with pytest.raises(LinkUnknown):
                read_letter(house, settings, link, other_pin(link))
    assert stands(house) == []
    with pytest.raises(FileAltered):
        read_letter(house, replace(settings, data=tmp_path), right)
    assert stands(house) == [], "the PIN was right, whatever became of the file"
    assert read_letter(house, settings, right).startswith(b"%PDF-")
    for _ in range(3):
        with pytest.raises(LinkUnknown):
            read_letter(house, settings, shut, other_pin(shut))
    assert stands(house) == ["letter_locked"]
    (row,) = records(house, Notice, settled_at=None, clock=f"letter:{letter}")
    assert row.officer_id == house.officer(OFFICER).id
    desk.deliver(letter)
    assert stands(house) == [], "it was handed over meanwhile"


def test_what_is_told_of_a_letter_goes_with_its_case_to_the_next_handler(
    house: House, settings: Settings, desk: Desk
) -> None:
    second = house.employ("second.39", "KZ-39", "caseworker")
    send_by_email(house, settings, desk.reference, desk.signed(), NOBODY)
    carry(house, settings)
    house.database.write(
        assigning.assign, desk.reference, second.id, version=None, pack=house.pack, viewer=house.officer(CHIEF),
        at=house.clock(),
    )  # fmt: skip
    assert "letter_refused" in signs(house, "second.39")[0]
    assert signs(house, OFFICER) == []


def test_a_closed_case_comes_back_to_the_desk_until_its_letter_is_sent_anew(house: House, settings: Settings) -> None:
    receipt = house.file(**CHOSEN)
    walk(house, receipt.reference, TO_THE_END)
    desk = Desk(house, receipt.reference)
    letter = desk.signed("closure")
    send_by_email(house, settings, desk.reference, letter, NOBODY)
    assert (case_of(house, desk.reference).open, signs(house, OFFICER)) == (False, [])
    carry(house, settings)
    (shown,) = signs(house, OFFICER)
    assert "letter_refused" in shown
    send_by_email(house, settings, desk.reference, letter, WHERE, key="again")
    assert signs(house, OFFICER) == []


def test_who_is_gone_is_not_told_but_who_leads_the_unit(house: House, settings: Settings) -> None:
    receipt = house.file(**CHOSEN)
    walk(house, receipt.reference, TO_THE_END)
    desk = Desk(house, receipt.reference)
    send_by_email(house, settings, desk.reference, desk.signed("closure"), NOBODY)

    def leave(session: Session, *, viewer: Viewer) -> None:
        session.get_one(Officer, house.officer(OFFICER).id).active = False

    house.database.write(leave, viewer=System())
    carry(house, settings)
    assert "letter_refused" in signs(house, CHIEF)[0]


def test_a_wall_that_shuts_a_letter_tells_those_inside_and_mails_nobody_outside(
    house: House, settings: Settings, desk: Desk
) -> None:
    inside = house.employ("colleague.39", "KZ-39", "caseworker")
    for name in (OFFICER, CHIEF, inside.username):
        wish(house, signed_in(house, name), "hourly", f"{name}@omb.example")
    send_by_email(house, settings, desk.reference, desk.signed())
    house.clock.move(minutes=1)
    raise_wall(house, desk.reference, OFFICER)
    assert stands(house) == ["letter_unopened"]
    assert "letter_unopened" in signs(house, inside.username)[0]
    assert signs(house, OFFICER) == []
    house.clock.move(minutes=20)
    house.database.write(mailing.tell_desks, pack=house.pack, viewer=System(), at=house.clock())
    mails = [row.payload["officer"] for row in records(house, Outbox) if row.key.startswith("desk:")]
    assert mails == [inside.id]
