"""Entering by token and PIN, and who somebody is from then on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import perform
from cases.acts.proceedings import clocks_of, find_proceeding
from cases.bodies.links import is_running, page_of
from cases.database import Database
from cases.errors import ActRefused, CannotOpen, InvalidAnswers, LinkUnknown, SignedOut
from cases.journals import journal
from cases.keys import shred_of
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BodyLink, Case
from cases.secrets_folder import Secrets
from cases.vault import cookies
from cases.vault.keys import Key, PublicKey
from cases.vault.links import MOST_WRONG, derive_link, place_of_link, read_secrets, unlock_link
from cases.vault.shredding import ShredSecret
from cases.viewer import Body, Nobody, Viewer
from cases.worklist.desk_rows import project_case

LASTS = timedelta(hours=1)
"""How long a page stays open that nobody touches: an answer is written longer than a message."""
COOKIE = "body cookie"
OPENED = "body_link_opened"


@dataclass(frozen=True)
class Found:
    """A link as far as opening it needs to know."""

    id: int
    case_id: int
    public: PublicKey
    wrap: bytes = field(repr=False)
    shred: ShredSecret | None = field(repr=False)
    place: str


def enter(database: Database, token: str, pin: str, *, pack: Pack, secrets: Secrets, at: datetime) -> str:
    """Open a link; gives the cookie's value. Argon2 runs here, outside any transaction, also for tokens that never were.

    Raises: LinkUnknown for a wrong PIN, an unknown token, and a link that is closed, over or tried too often, all alike.
    """
    typed = read_secrets(token, pin)
    if typed is None:
        raise LinkUnknown
    keys = derive_link(typed, secrets.pepper)
    found = database.write(claim_try, keys.lookup, pack=pack, viewer=Nobody(), at=at)
    if found is None:
        raise LinkUnknown
    try:
        key = unlock_link(found.wrap, keys, found.shred, found.place, public=found.public)
    except CannotOpen:
        raise LinkUnknown from None
    viewer = Body(found.id, found.case_id, key)
    database.write(note_opened, pack=pack, viewer=viewer, at=whole_second(at))
    return make_cookie(viewer, secrets=secrets, at=at)


def claim_try(session: Session, lookup: bytes, *, pack: Pack, viewer: Viewer, at: datetime) -> Found | None:
    """Count a try before it is looked at, so that many at once get no more than ten; None where nothing can be opened."""
    row = session.scalars(select(BodyLink).where(BodyLink.lookup == lookup)).one_or_none()
    if row is None or not is_open(session, row, pack=pack, at=at) or row.wrong >= MOST_WRONG or row.wrap is None:
        return None
    try:
        shred = shred_of(session, row.shred)
    except CannotOpen:
        return None
    row.wrong += 1
    place = place_of_link(row.public_key, row.lookup, link=row.id, proceeding=row.proceeding_id)
    return Found(row.id, row.case_id, row.public_key, row.wrap, shred, place)


def is_open(session: Session, row: BodyLink, *, pack: Pack, at: datetime) -> bool:
    """Whether anything can still be done by the link: not withdrawn, not too old, and its proceeding not over."""
    if row.closed_at is not None or row.expires_at <= at:
        return False
    proceeding = find_proceeding(session, row.proceeding_id, pack=pack)
    return is_running(proceeding) and page_of(pack, proceeding) is not None


def note_opened(session: Session, *, pack: Pack, viewer: Body, at: datetime) -> None:
    """A right PIN: tries are forgotten. The first opening shows that the request arrived, and is recorded as that."""
    row = session.get_one(BodyLink, viewer.link_id)
    row.wrong = 0
    if row.opened_at is not None:
        return
    row.opened_at = at
    case = session.get_one(Case, row.case_id)
    proceeding = find_proceeding(session, row.proceeding_id, pack=pack)
    page = page_of(pack, proceeding)
    key = f"{OPENED}:{row.id}"
    case.version += 1
    journal.append(
        session, case_id=case.id, act=OPENED, act_key=key, actor=viewer.actor, at=at,
        body={"proceeding": proceeding.row.number, "link": row.id}, pack=case.pack, calendar=pack.calendar.version,
    )  # fmt: skip
    if page is not None and page.arrives is not None:
        try:
            perform(session, case, proceeding, page.arrives, {}, pack=pack, key=f"{key}/arrived", viewer=viewer, at=at)
        except (ActRefused, InvalidAnswers):
            return  # somebody recorded it before
        project_case(session, case, clocks_of(session, case))


def make_cookie(viewer: Body, *, secrets: Secrets, at: datetime) -> str:
    """What a browser brings back; for prolonging too, while somebody is there."""
    value = {
        "link": viewer.link_id,
        "case": viewer.case_id,
        "key": viewer.key.dump().decode(),
        "until": int((at + LASTS).timestamp()),
    }
    return urlsafe_b64encode(cookies.seal_small(secrets.pepper.key(COOKIE), COOKIE, value)).decode()


def resume(cookie: str, *, secrets: Secrets, at: datetime) -> Body:
    """Who the cookie is of. Raises: SignedOut when it has run out or is not ours."""
    try:
        payload = urlsafe_b64decode(cookie.encode("ascii"))
        value: dict[str, Any] = cookies.open_small(secrets.pepper.key(COOKIE), COOKIE, payload)
    except (CannotOpen, ValueError):
        raise SignedOut from None
    if value["until"] <= at.timestamp():
        raise SignedOut
    return Body(value["link"], value["case"], Key.load(value["key"].encode()))
