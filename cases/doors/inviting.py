"""Somebody is invited to work here: a code that works once and for a few days, and a name that is kept for them.

The code makes an officer and no more. An administrator who invites themselves under another name gets an account that holds
no unit's key: a member of the unit admits it after comparing digits in person (`cases.unit_keys.admitting`). Only the first
member of a unit, whom nobody could admit, gets its key with the code: at founding, from a letter that the operator hands over
(`first_member`). Whoever reads that letter first is that member; the one it was meant for then finds it used.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.entries import INVITATION_OVER, UNINVITED, note_invitation_gone, note_invited
from cases.doors.link_codes import new_code, read_code
from cases.doors.staff import reads_content, refuse_strangers
from cases.doors.usernames import as_username
from cases.errors import InvitationGone, NoSuchRole, UnknownUnit, UsernameTaken
from cases.records import Invitation
from cases.records.base import new_id
from cases.vault.keys import Key, derive_key, wrap_key
from cases.viewer import Viewer

LASTS = timedelta(days=7)
FOUNDING_LASTS = timedelta(days=30)
"""Letters to twenty regions take their time."""
STAFF_ROLES = (
    "intake", "caseworker", "representative", "supervisor", "commissioner", "npm", "integrity", "auditor", "administrator"
)  # fmt: skip
"""The roles that somebody who works here can have (design 04 §4.7); the pack names others too."""


class Invited(msgspec.Struct, frozen=True):
    """Who is invited to what. *first*: as the first member of the unit, whose key comes with the code."""

    id: int
    username: str
    name: str
    unit: str
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    first: bool
    expires_at: datetime


def invite(
    session: Session, *, username: str, name: str, unit: str, roles: Collection[str], languages: Collection[str],
    viewer: Viewer, at: datetime, unit_key: Key | None = None, lasts: timedelta = LASTS,
) -> str:  # fmt: skip
    """Keep a name for somebody and give the code that lets them in, shown once.

    *unit_key*: for the first member of a unit, at founding. Run it through `database.write`. Raises: NotAllowed for whoever
    is neither the operator nor an administrator; UsernameTaken, also by another invitation; UnknownUnit; NoSuchRole for none
    or one that no officer has; ValueError for a user name that can be none.
    """
    refuse_strangers(viewer)
    known_as, wanted, code = as_username(username), tuple(dict.fromkeys(roles)), new_code()
    if not known_as:
        raise ValueError("not a user name")
    if not wanted or not set(wanted) <= set(STAFF_ROLES):
        raise NoSuchRole
    if session.get(records.Unit, unit) is None:
        raise UnknownUnit(unit)
    end_old_invitations(session, viewer=viewer, at=at)
    refuse_taken(session, known_as)
    secret = secret_of(code)
    wrap = wrap_key(unit_key, key_of_code(secret).public) if unit_key and reads_content(wanted) else None
    row = Invitation(
        id=new_id(), token=sha256(secret).digest(), username=known_as, name=" ".join(name.split()), unit=unit,
        roles=list(wanted), languages=list(languages), unit_wrap=wrap, invited_by=viewer.actor, invited_at=at,
        expires_at=at + lasts,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_invited(session, row, viewer=viewer, at=at)
    return code


def refuse_taken(session: Session, username: str) -> None:
    """Raises: UsernameTaken by an officer, one who left included, or by somebody who is invited."""
    officers = select(func.count()).select_from(records.Officer).where(records.Officer.username == username)
    invited = select(func.count()).select_from(Invitation).where(Invitation.username == username)
    if session.scalar(officers) or session.scalar(invited):
        raise UsernameTaken(username)


def open_invitations(session: Session, *, viewer: Viewer, at: datetime) -> tuple[Invited, ...]:
    """Everybody who is invited and has not come yet, the newest first. Raises: NotAllowed."""
    refuse_strangers(viewer)
    rows = session.scalars(
        select(Invitation).where(Invitation.expires_at > at).order_by(Invitation.invited_at.desc(), Invitation.id)
    )
    return tuple(as_invited(row) for row in rows)


def take_back(session: Session, invitation_id: int, *, viewer: Viewer, at: datetime) -> None:
    """End an invitation; one that is not there changes nothing. Run it through `database.write`. Raises: NotAllowed."""
    refuse_strangers(viewer)
    row = session.get(Invitation, invitation_id)
    if row is None:
        return
    session.delete(row)
    session.flush()
    more = {"unit": row.unit, "roles": row.roles}
    note_invitation_gone(session, UNINVITED, row.id, viewer=viewer, at=at, **more)


def look_at(session: Session, code: str, *, viewer: Viewer, at: datetime) -> Invited:
    """Whom the code invites to what. Raises: InvitationGone."""
    return as_invited(find(session, code, at=at)[0])


def find(session: Session, code: str, *, at: datetime) -> tuple[Invitation, bytes]:
    """The row of a code, and what the code stands for. Raises: InvitationGone for one used, too old or none of ours."""
    secret = secret_of(code)
    row = session.scalars(select(Invitation).where(Invitation.token == sha256(secret).digest())).one_or_none()
    if row is None or row.expires_at <= at:
        raise InvitationGone
    return row, secret


def secret_of(code: str) -> bytes:
    """What a code stands for. Raises: InvitationGone for what can be none."""
    secret = read_code(code)
    if secret is None:
        raise InvitationGone
    return secret


def end_old_invitations(session: Session, *, viewer: Viewer, at: datetime) -> None:
    """Delete invitations that are too old, and with them the unit's keys that some carry."""
    for ended in session.scalars(delete(Invitation).where(Invitation.expires_at <= at).returning(Invitation.id)).all():
        note_invitation_gone(session, INVITATION_OVER, ended, viewer=viewer, at=at)


def key_of_code(secret: bytes) -> Key:
    """The key that a founding letter's unit key is sealed to: nobody without the letter has it."""
    return derive_key(secret, "first member")


def as_invited(row: Invitation) -> Invited:
    return Invited(
        row.id, row.username, row.name, row.unit, tuple(row.roles), tuple(row.languages), row.unit_wrap is not None,
        row.expires_at,
    )  # fmt: skip
