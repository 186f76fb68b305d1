"""A signed letter that goes by e-mail: sent by an officer, carried by the post, read out of the mail server's box."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from msgspec.structs import replace

from cases.evidence.store import open_store
from cases.letters import by_email, link_door
from cases.letters.rows import seen_of
from cases.records import OfficialLetter
from cases.sending.post import Post, open_mail, send_once
from cases.settings import Settings
from cases.vault.links import LinkSecrets
from cases.vault.post import post_key
from tests.builders import House
from tests.harness.handling import OFFICER, records
from tests.harness.mail_server import MailBox

WHERE = "aigul@mail.example.kz"
CHOSEN: dict[str, Any] = {"contact_route": "email", "contact": WHERE}
"""How somebody files who is to be reached by e-mail."""
HERE = "https://omb.example"


def send_by_email(
    house: House, settings: Settings, reference: str, letter: int, address: str = WHERE, **more: Any
) -> LinkSecrets:
    """The officer sends the letter as it stands; gives what opens it."""
    (row,) = (one for one in records(house, OfficialLetter) if one.id == letter)
    given: dict[str, Any] = {"agreed": False, "key": f"mail-{letter}-{row.changed_at}", "by": OFFICER, **more}
    by = given.pop("by")
    return by_email.send_by_email(
        house.database, open_store(settings), reference, letter, address, outside=HERE, seen=seen_of(row),
        secrets=house.secrets, pack=house.pack, viewer=house.officer(by), at=house.clock(), **given,
    )  # fmt: skip


def read_letter(house: House, settings: Settings, link: LinkSecrets, pin: str | None = None) -> bytes:
    """What the complainant gets by the link's token and its PIN, or another one."""
    return link_door.open_letter(
        house.database, open_store(settings), link.token, pin or link.pin, pack=house.pack, secrets=house.secrets,
        at=house.clock(),
    )  # fmt: skip


def other_pin(link: LinkSecrets) -> str:
    """A PIN that is not the link's."""
    return f"{(int(link.pin) + 1) % 10**8:08}"


def carry_post(house: House, settings: Settings, port: int) -> None:
    """One round of the worker's post, to a mail server at *port*."""
    mail = open_mail(replace(settings, smtp=f"smtp://127.0.0.1:{port}", mail_from="post@nhri.example"))
    send_once(house.database, house.pack, Post(post_key(house.secrets.pepper), {"email": mail}), clock=house.clock)


def read_mail(box: MailBox, place: int = -1) -> EmailMessage:
    """A message as a mail program reads it: headers decoded, the body as text."""
    found = message_from_bytes(box.letters[place][2], policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def link_in(box: MailBox) -> str:
    """The address in the newest message, without our host."""
    found = re.search(r"https?://[^/\s]+(/\S+)", read_mail(box).get_content())
    assert found is not None
    return found[1]
