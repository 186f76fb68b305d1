"""Who is signed in. A session's row holds the officer's key only under a secret that only the cookie has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.presence import note_here
from cases.errors import CannotOpen, SignedOut
from cases.records.prepared import ask, ask_one
from cases.records.rows import table_of
from cases.vault.cookies import new_secret, open_small, pack, seal_small, unpack
from cases.vault.keyring import Keyring
from cases.vault.keys import Key, unwrap_key
from cases.viewer import Officer, Viewer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
"""How stale `seen_at` may grow before it is written again: a page view is not a write."""

sessions, officers, memberships, keys = (
    table_of(each) for each in (records.StaffSession, records.Officer, records.UnitMembership, records.UnitKey)
)
SESSION = (
    select(
        *sessions.c,
        officers.c.username, officers.c.name, officers.c.unit, officers.c.roles, officers.c.languages, officers.c.active,
        officers.c.public_key,
    )
    .join(officers, officers.c.id == sessions.c.officer_id)
    .where(sessions.c.id == bindparam("session"))
)  # fmt: skip
HELD = (
    select(memberships.c.unit, memberships.c.epoch, memberships.c.wrap, keys.c.public_key)
    .join(keys, (keys.c.unit == memberships.c.unit) & (keys.c.epoch == memberships.c.epoch))
    .where(memberships.c.officer_id == bindparam("officer"))
)
"""Every request of somebody signed in asks for these: columns, put together once."""


@dataclass(frozen=True)
class SignedIn:
    """What a browser gets: the cookie's value and the form token. *ends* is the latest end, whatever is done."""

    cookie: str = field(repr=False)
    csrf: str = field(repr=False)
    officer_id: int
    ends: datetime


@dataclass(frozen=True)
class Resumed:
    """A request of somebody signed in. When *touch_due*, call `touch` in a write, or the session falls idle."""

    officer: Officer
    csrf: str = field(repr=False)
    touch_due: bool


def start_session(
    session: Session, *, officer_id: int, key: Key, started_at: datetime, expires_at: datetime, seen_at: datetime
) -> SignedIn:
    """A new session's row and its cookie: 32 bytes that find the row, kept there as a hash, and 32 that open it."""
    finder, secret, csrf = new_secret(), new_secret(), new_secret()
    row_id = sha256(finder).digest()
    label = session_label(row_id, officer_id, csrf, started_at, expires_at)
    session.add(
        records.StaffSession(
            id=row_id,
            officer_id=officer_id,
            sealed_keys=seal_small(secret, label, key.dump().decode()),
            csrf=csrf,
            started_at=started_at,
            seen_at=seen_at,
            expires_at=expires_at,
        )
    )
    note_here(session, officer_id, at=seen_at)
    session.flush()
    return SignedIn(pack(finder, secret), pack(csrf), officer_id, expires_at)


def resume(session: Session, cookie: str, *, viewer: Viewer, at: datetime) -> Resumed:
    """The officer of *cookie*, with their own key and those of their units as they are now.

    Wraps are opened anew at each request: a membership that was taken away, or a renewed unit key, counts at once.
    Raises: SignedOut (no such session, idle for 30 minutes, 12 hours old, officer no longer active); CannotOpen when a
    membership was tampered with.
    """
    row, key = read_session(session, cookie, at=at)
    if not row.active or row.public_key != key.public:
        raise SignedOut
    ring = Keyring(units=unit_keys(session, row.officer_id, key), officer=(row.officer_id, key))
    return Resumed(
        Officer(
            id=row.officer_id,
            username=row.username,
            name=row.name,
            unit=row.unit,
            roles=frozenset(row.roles),
            languages=tuple(row.languages),
            keyring=ring,
        ),
        csrf=pack(row.csrf),
        touch_due=at - row.seen_at >= TOUCH_EVERY,
    )


def touch(session: Session, cookie: str, *, viewer: Viewer, at: datetime) -> None:
    """Note that the session is in use. Run it through `database.write`. Raises: SignedOut."""
    row, _ = open_session(session, cookie, at=at)
    row.seen_at = max(row.seen_at, at)
    note_here(session, row.officer_id, at=at)


def rotate(session: Session, cookie: str, *, viewer: Viewer, at: datetime) -> SignedIn:
    """A new cookie for the same session, the old one void; the twelve hours run on.

    Run it through `database.write` whenever rights change. Raises: SignedOut.
    """
    row, key = open_session(session, cookie, at=at)
    session.delete(row)
    return start_session(
        session,
        officer_id=row.officer_id,
        key=key,
        started_at=row.started_at,
        expires_at=row.expires_at,
        seen_at=at,
    )


def sign_out(session: Session, cookie: str, *, viewer: Viewer) -> None:
    """Delete the session of *cookie*, if there is one. Run it through `database.write`."""
    if row_id := session_id(cookie):
        session.execute(delete(records.StaffSession).where(records.StaffSession.id == row_id))


def session_id(cookie: str) -> bytes | None:
    """The id of the row that *cookie* finds; None for what is no cookie of ours."""
    try:
        finder, _ = unpack(cookie, 2)
    except CannotOpen:
        return None
    return sha256(finder).digest()


def end_old_sessions(session: Session, *, viewer: Viewer, at: datetime) -> int:
    """Delete the rows of sessions that are over; gives how many. Run it through `database.write`."""
    over = (records.StaffSession.expires_at <= at) | (records.StaffSession.seen_at <= at - IDLE)
    ended = session.scalars(delete(records.StaffSession).where(over).returning(records.StaffSession.officer_id))
    return len(ended.all())


def open_session(session: Session, cookie: str, *, at: datetime) -> tuple[records.StaffSession, Key]:
    """As `read_session`, with the record, to be changed. Raises: SignedOut."""
    row, key = read_session(session, cookie, at=at)
    return session.get_one(records.StaffSession, row.id), key


def read_session(session: Session, cookie: str, *, at: datetime) -> tuple[Any, Key]:
    """The columns of the live row of *cookie* and of its officer, and the officer's key in it. Raises: SignedOut."""
    try:
        finder, secret = unpack(cookie, 2)
        session.flush()
        row = ask_one(session, SESSION, {"session": sha256(finder).digest()})
        if row is None or at >= row.expires_at or at - row.seen_at >= IDLE:
            raise SignedOut
        label = session_label(row.id, row.officer_id, row.csrf, row.started_at, row.expires_at)
        kept = open_small(secret, label, row.sealed_keys)
        return row, Key.load(str(kept).encode())
    except CannotOpen:
        raise SignedOut from None


def session_label(row_id: bytes, officer_id: int, csrf: bytes, started_at: datetime, expires_at: datetime) -> str:
    """Binds the sealed key to its row: given another officer, a longer life or a token that somebody knows, it opens no more."""
    begun, ends = int(started_at.timestamp()), int(expires_at.timestamp())
    return f"session {row_id.hex()} of {officer_id} from {begun} to {ends} by {csrf.hex()}"


def unit_keys(session: Session, officer_id: int, key: Key) -> Mapping[tuple[str, int], Key]:
    """The unit keys that are wrapped to this officer, of every epoch still kept. Raises: CannotOpen."""
    session.flush()
    held = ask(session, HELD, {"officer": officer_id})
    return {(unit, epoch): unwrap_key(wrap, key, public=public) for unit, epoch, wrap, public in held}
