"""Save and come back: a form that was begun is sealed under a code, which opens it again on any device for a week.

The code is the one that the complaint gets when it is sent, so that a person has one thing to write down. Whoever holds the
database, and whoever takes the phone, reads nothing: the form's key lies under the code, which is nowhere but in the form
itself and on paper.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.defences.counting import seen
from cases.defences.limits import draft_lasts
from cases.defences.sources import Source
from cases.errors import CannotOpen, DraftGone
from cases.filing import drafts, held
from cases.records import Held, SavedDraft
from cases.secrets_folder import Secrets
from cases.vault import cookies
from cases.vault.codes import CodeKeys, derive, new_code
from cases.viewer import Viewer

SAVED_LASTS = timedelta(days=7)
"""From the last time that it was saved or opened by its code."""


class Saved(msgspec.Struct, frozen=True):
    """What the page says of a form that was saved."""

    code: str
    until: datetime


def save(
    database: Database, held_id: int, secret: bytes, *, secrets: Secrets, source: Source | None = None, viewer: Viewer,
    at: datetime,
) -> None:  # fmt: skip
    """Give the draft a code, for `read_saved`; one that has a code keeps it, and its week begins anew.

    Argon2 runs here, outside any transaction. Of a *source* that begins very many forms, they are kept for less long.
    Raises: DraftGone.
    """
    draft = database.read(drafts.read_draft, held_id, secret, viewer=viewer, at=at)
    begun = database.read(seen, source, "draft", viewer=viewer, at=at) if source else 0
    until = at + draft_lasts(begun, SAVED_LASTS)
    if draft.code is not None:
        database.write(keep_longer, held_id, until, viewer=viewer)
        return
    code = new_code()
    keys = derive(code, secrets.pepper)
    database.write(lay_under, held_id, secret, str(code), keys, until=until, viewer=viewer, at=at)


def lay_under(
    session: Session, held_id: int, secret: bytes, code: str, keys: CodeKeys, *, until: datetime,
    viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """The rows of `save`. Two presses at once leave the first one's code. Raises: DraftGone."""
    draft = drafts.read_draft(session, held_id, secret, viewer=viewer, at=at)
    if draft.code is not None:
        return
    row = session.get_one(Held, held_id)
    lasting = row.expires_at - at
    wrapped = cookies.rewrap_draft(secret, held_id, row.wrapped_key or b"", under=keys.draft)
    session.add(SavedDraft(held_id=held_id, lookup=keys.draft_lookup, wrapped_key=wrapped, until=until))
    content = replace(draft, code=code).content
    held.change(session, held_id, "draft", content, secret, lasting=lasting, viewer=viewer, at=at)


def keep_longer(session: Session, held_id: int, until: datetime, *, viewer: Viewer) -> None:
    session.execute(update(SavedDraft).where(SavedDraft.held_id == held_id).values(until=until))


def read_saved(session: Session, held_id: int, secret: bytes, *, viewer: Viewer, at: datetime) -> Saved | None:
    """The code of a draft that the visitor's own *secret* opens; None while it has none. Raises: DraftGone."""
    draft = drafts.read_draft(session, held_id, secret, viewer=viewer, at=at)
    row = session.get(SavedDraft, held_id)
    return None if draft.code is None or row is None else Saved(draft.code, row.until)


def close(session: Session, held_id: int, secret: bytes, *, viewer: Viewer, at: datetime) -> None:
    """Close a saved draft in this browser: from now on its code alone opens it. Raises: DraftGone."""
    drafts.read_draft(session, held_id, secret, viewer=viewer, at=at)
    held.close(session, held_id)


def bring_back(
    session: Session, keys: CodeKeys, secret: bytes, *, lasting: timedelta, viewer: Viewer, at: datetime
) -> int:
    """Open the draft that a code finds under another visitor's *secret*; gives its id. The cookie before opens it no more.

    *lasting*: how long the cookie opens it if nothing is typed. Raises: DraftGone for a code that finds none.
    """
    saved = session.scalars(select(SavedDraft).where(SavedDraft.lookup == keys.draft_lookup)).one_or_none()
    if saved is None or saved.until <= at:
        raise DraftGone
    try:
        wrapped = cookies.rewrap_draft(keys.draft, saved.held_id, saved.wrapped_key, under=secret)
    except CannotOpen:
        raise DraftGone from None
    saved.until = max(saved.until, at + SAVED_LASTS)
    session.execute(update(Held).where(Held.id == saved.held_id).values(wrapped_key=wrapped, expires_at=at + lasting))
    return saved.held_id
