"""Entering a mailbox with its code, and who the visitor is from then on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.circle.epochs import code_place
from cases.database import Database
from cases.errors import BadCode, CannotOpen, CodeUnknown, SignedOut
from cases.keys import shred_of
from cases.records import Mailbox
from cases.secrets_folder import Secrets
from cases.vault import cookies
from cases.vault.circle import open_mailbox_by_code
from cases.vault.codes import CodeKeys, derive, parse_code
from cases.vault.keyring import Keyring
from cases.vault.keys import Key, PublicKey
from cases.vault.shredding import ShredSecret
from cases.vault.stretching import door_gate
from cases.viewer import Complainant, Nobody, Viewer

LASTS = timedelta(minutes=30)
COOKIE = "mailbox cookie"
OWN = "form"
"""Who issued a code that nobody but its owner has seen."""
Found = tuple[int, bytes, PublicKey, ShredSecret | None, bool, str]


def enter(database: Database, text: str, *, secrets: Secrets, at: datetime) -> str:
    """Open a mailbox with its code; gives the cookie's value, good for 30 minutes.

    Argon2 runs here, outside any transaction. Raises: CodeUnknown for a wrong code, an ill-formed and a revoked one alike.
    """
    return enter_with(database, keys_of(text, secrets=secrets), secrets=secrets, at=at)


def keys_of(text: str, *, secrets: Secrets) -> CodeKeys:
    """What a code that was typed at the door gives; Argon2 runs here. Raises: CodeUnknown for what cannot be a code."""
    try:
        code = parse_code(text)
    except BadCode:
        raise CodeUnknown from None
    return derive(code, secrets.pepper, gate=door_gate)


def enter_with(database: Database, keys: CodeKeys, *, secrets: Secrets, at: datetime) -> str:
    """`enter` by a code that was stretched already. Raises: CodeUnknown."""
    found = database.read(find_mailbox, keys.lookup, viewer=Nobody())
    if found is None:
        raise CodeUnknown
    complaint_id, wrap, public, shred, change, place = found
    key = open_mailbox_by_code(wrap, keys, public=public, shred=shred, place=place)
    return make_cookie(complaint_id, key, secrets=secrets, at=at, change=change)


def prolong(viewer: Complainant, *, secrets: Secrets, at: datetime) -> str:
    """The cookie of an open mailbox, good for another half hour: while a large file is being sent, somebody is there."""
    if viewer.keyring.mailbox is None:
        raise SignedOut
    return make_cookie(viewer.complaint_id, viewer.keyring.mailbox, secrets=secrets, at=at, change=viewer.must_change)


def make_cookie(complaint_id: int, key: Key, *, secrets: Secrets, at: datetime, change: bool = False) -> str:
    """*change*: the code must be changed before anything is shown."""
    value = {
        "complaint": complaint_id, "key": key.dump().decode(), "until": int((at + LASTS).timestamp()), "change": change,
    }  # fmt: skip
    return urlsafe_b64encode(cookies.seal_small(secrets.pepper.key(COOKIE), COOKIE, value)).decode()


def find_mailbox(session: Session, lookup: bytes, *, viewer: Viewer) -> Found | None:
    row = session.scalars(select(Mailbox).where(Mailbox.lookup == lookup)).one_or_none()
    if row is None or row.code_wrap is None:
        return None
    try:
        shred = shred_of(session, row.shred)
    except CannotOpen:
        return None  # shredded: as if the code had never been
    change = row.issued_by != OWN and row.confirmed_at is None
    return row.complaint_id, row.code_wrap, row.public_key, shred, change, code_place(row)


def resume(cookie: str, *, secrets: Secrets, at: datetime) -> Complainant:
    """Who the cookie is of. Raises: SignedOut when it has run out or is not ours."""
    try:
        payload = urlsafe_b64decode(cookie.encode("ascii"))
        value: dict[str, Any] = cookies.open_small(secrets.pepper.key(COOKIE), COOKIE, payload)
    except (CannotOpen, ValueError):
        raise SignedOut from None
    if value["until"] <= at.timestamp():
        raise SignedOut
    keyring = Keyring(mailbox=Key.load(value["key"].encode()))
    return Complainant(value["complaint"], keyring, must_change=value["change"])
