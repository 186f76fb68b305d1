"""What is kept for a visitor under the secret in their cookie: a form not yet sent, a code not yet written down."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from cases.errors import CannotOpen, DraftGone
from cases.records import Held, SavedDraft
from cases.records.base import new_id
from cases.records.prepared import ask_one
from cases.records.rows import insert_rows, table_of, update_row
from cases.vault import cookies
from cases.viewer import Viewer

Purpose = Literal["draft", "receipt"]
DRAFT_LASTS = timedelta(days=1)
RECEIPT_LASTS = timedelta(hours=1)
"""The code can be seen again until it is confirmed as written down, one hour at most (design 04 §4.2)."""

laid = table_of(Held).c
ROW = select(laid.purpose, laid.wrapped_key, laid.sealed, laid.expires_at).where(laid.id == bindparam("held"))
"""Every page of the form asks for it: columns, put together once."""


def keep(
    session: Session, purpose: Purpose, content: Mapping[str, Any], secret: bytes,
    *, lasting: timedelta, viewer: Viewer, at: datetime,
) -> int:  # fmt: skip
    """Hold *content* (JSON) under *secret* (32 bytes) and give the id that finds it; two tabs are two rows."""
    held_id = new_id()
    sealed = cookies.seal_draft(secret, held_id, {"purpose": purpose, "content": content})
    row = {"id": held_id, "purpose": purpose, "wrapped_key": sealed.wrapped_key, "sealed": sealed.sealed}
    insert_rows(session, Held, {**row, "expires_at": at + lasting})
    return held_id


def load(
    session: Session, held_id: int, purpose: Purpose, secret: bytes, *, viewer: Viewer, at: datetime
) -> dict[str, Any]:
    """What was held. Raises: DraftGone when it was sent, left, expired, is somebody else's or never was: not said which."""
    return find(session, held_id, purpose, secret, at=at)[0]


def find(
    session: Session, held_id: int, purpose: Purpose, secret: bytes, *, at: datetime
) -> tuple[dict[str, Any], bytes]:
    """As `load`, with the wrapped key of the row."""
    row = ask_one(session, ROW, {"held": held_id})
    if row is None or row.purpose != purpose or row.expires_at <= at:
        raise DraftGone
    try:
        value = cookies.open_draft(secret, held_id, row.wrapped_key, row.sealed)
    except CannotOpen:
        raise DraftGone from None
    content: dict[str, Any] = value["content"]
    return content, row.wrapped_key


def change(
    session: Session, held_id: int, purpose: Purpose, content: Mapping[str, Any], secret: bytes,
    *, lasting: timedelta, viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Hold other content under the same id and key. Raises: DraftGone."""
    _, wrapped_key = find(session, held_id, purpose, secret, at=at)
    sealed = cookies.change_draft(secret, held_id, wrapped_key, {"purpose": purpose, "content": content})
    update_row(session, Held, {"id": held_id}, {"sealed": sealed, "expires_at": at + lasting})


def close(session: Session, held_id: int) -> bool:
    """Let no cookie open it any more, if a code still does; False where none does, and nothing is changed."""
    if session.get(SavedDraft, held_id) is None:
        return False
    session.execute(update(Held).where(Held.id == held_id).values(wrapped_key=None))
    return True


def drop(session: Session, held_id: int, *, viewer: Viewer, at: datetime) -> None:
    """Forget: the row and its keys go; SQLite overwrites them (`secure_delete`)."""
    session.execute(delete(SavedDraft).where(SavedDraft.held_id == held_id))
    session.execute(delete(Held).where(Held.id == held_id))


def drop_expired(session: Session, *, viewer: Viewer, at: datetime) -> int:
    """Forget all that has expired; gives how many rows. What a code still opens stays, but no cookie opens it any more."""
    session.execute(delete(SavedDraft).where(SavedDraft.until <= at))
    saved = exists().where(SavedDraft.held_id == Held.id)
    session.execute(update(Held).where(Held.expires_at <= at, saved).values(wrapped_key=None))
    expired = session.scalars(select(Held.id).where(Held.expires_at <= at, ~saved)).all()
    session.execute(delete(Held).where(Held.id.in_(expired)))
    return len(expired)
