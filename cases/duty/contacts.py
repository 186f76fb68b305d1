"""Where officers on duty are reached: sealed to the post key, so that neither pages nor a stolen database show it."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.duty.doors import refuse_others
from cases.errors import InvalidAnswers
from cases.records import DutyContact
from cases.sending.mail import ADDRESS
from cases.vault.keys import Key, PublicKey
from cases.vault.sealing import open_record, seal_record
from cases.viewer import Officer, Viewer
from workflows.fields import Problem

CHANNELS: Final = ("email", "sms", "voice")
SLOT: Final = "duty contact"
ONLY: Final = 0
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""International form (ITU-T E.164)."""
_SPACES = re.compile(r"[\s()\u2010-\u2015-]+")


def change_contact(
    session: Session, username: str, *, email: str, phone: str, public: PublicKey, viewer: Officer, at: datetime
) -> None:
    """Write down where an officer is reached, in place of what was known; two empty texts take it away.

    *public*: public half of the post key. A telephone gets messages and calls. Raises: NotAllowed; InvalidAnswers for an
    unknown user name and for what is no address.
    """
    refuse_others(viewer)
    officer = find_officer(session, username)
    address, number = email.strip(), _SPACES.sub("", phone)
    problems = {}
    if officer is None:
        problems["officer"] = Problem("unknown_choice", {})
    if address and (len(address) > 254 or not ADDRESS.fullmatch(address)):
        problems["email"] = Problem("not_an_email", {})
    if number and not _PHONE.fullmatch(number):
        problems["phone"] = Problem("not_a_phone", {})
    if problems or officer is None:
        raise InvalidAnswers(problems)
    row = session.get(DutyContact, officer.id)
    if row is not None:
        session.delete(row)
        session.flush()
    channels = [*(["email"] if address else []), *(["sms", "voice"] if number else [])]
    if channels:
        payload = seal_contact({"email": address, "phone": number}, public, officer_id=officer.id)
        session.add(DutyContact(officer_id=officer.id, channels=channels, payload=payload, changed_at=at))


def find_officer(session: Session, username: str) -> records.Officer | None:
    """The active officer of that user name."""
    named = select(records.Officer).where(records.Officer.username == username.strip(), records.Officer.active)
    return session.scalars(named).one_or_none()


def channels_of(session: Session, officers: Collection[int]) -> dict[int, list[str]]:
    """Officer → channels by which they can be reached; nobody who has none."""
    found = session.execute(
        select(DutyContact.officer_id, DutyContact.channels).where(DutyContact.officer_id.in_(officers))
    )
    return {officer: list(channels) for officer, channels in found}


def sealed_contacts(session: Session, officers: Collection[int], *, viewer: Viewer) -> dict[int, bytes]:
    """Officer → sealed addresses, for the worker that sends."""
    found = session.execute(
        select(DutyContact.officer_id, DutyContact.payload).where(DutyContact.officer_id.in_(officers))
    )
    return {row.officer_id: row.payload for row in found}


def seal_contact(addresses: Mapping[str, str], public: PublicKey, *, officer_id: int) -> bytes:
    """Bound to its officer: laid under another's name, it opens no more."""
    return seal_record(dict(addresses), public, case=officer_id, slot=SLOT, sequence=ONLY)


def address_in(payload: bytes, channel: str, *, officer_id: int, key: Key) -> str:
    """The address for *channel*; empty when none is known. Raises: CannotOpen, Misplaced."""
    found = open_record(payload, key, case=officer_id, slot=SLOT, sequence=ONLY)
    return str(found.get("email" if channel == "email" else "phone") or "")
