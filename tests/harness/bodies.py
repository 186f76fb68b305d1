"""A body at its link: asked by an officer, let in by token and PIN, answering."""

from secrets import token_hex
from typing import Any

from cases.bodies import answering, door, links
from cases.bodies.answering import Request
from cases.vault.links import LinkSecrets
from cases.viewer import Body
from tests.builders import House, as_raw
from tests.harness.handling import OFFICER, TO_INQUIRY, Act, walk

ASKED = Act("request_information", answers={"asked_body": "B-MOE", "question": "Who was on duty that day?"})
QUESTION = "Who was on duty on 3 November?"


def ask_body(house: House, reference: str, *, text: str = QUESTION, address: str = "") -> LinkSecrets:
    """A case in inquiry asks a ministry; gives the link to proceeding 2."""
    walk(house, reference, (*TO_INQUIRY, ASKED))
    return give_link(house, reference, 2, text=text, address=address)


def give_link(
    house: House, reference: str, number: int, *, text: str = QUESTION, address: str = "", by: str = OFFICER
) -> LinkSecrets:
    return links.issue_link(
        house.database, reference, number, text, address, key=token_hex(8), pack=house.pack, secrets=house.secrets,
        viewer=house.officer(by), at=house.clock(),
    )  # fmt: skip


def come_in(house: House, link: LinkSecrets, pin: str | None = None) -> Body:
    """Somebody of the body, with the PIN that they were told or another."""
    cookie = door.enter(
        house.database, link.token, pin or link.pin, pack=house.pack, secrets=house.secrets, at=house.clock()
    )
    return door.resume(cookie, secrets=house.secrets, at=house.clock())


def look(house: House, viewer: Body) -> Request:
    return house.database.write(answering.read_request, pack=house.pack, viewer=viewer, at=house.clock())


def send(house: House, viewer: Body, act: str = "record_answer", *, key: str | None = None, **answers: Any) -> int:
    """Gives the number of the receipt."""
    return house.database.write(
        answering.send_answer, act, as_raw(answers), pack=house.pack, key=key or token_hex(8), viewer=viewer,
        at=house.clock(),
    )  # fmt: skip
