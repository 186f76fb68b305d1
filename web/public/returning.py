"""The way back to a form that was begun: by its code at the door, with what was typed meanwhile carried along."""

import re
from datetime import datetime

from litestar import Request

from cases.database import Database
from cases.errors import DraftGone
from cases.filing import drafts, saved_drafts
from cases.filing.held import DRAFT_LASTS
from cases.packs.jurisdiction import Pack
from cases.vault.codes import CodeKeys
from cases.viewer import Nobody
from web.kit.cookies import form_secret
from web.kit.pages import Page, redirect
from web.public import walking
from web.public.complaint import SHARED_LASTS, look, own_words
from web.public.places import form_path, is_shared
from web.public.reentry import own_path
from web.public.walking import CORE

FORM_PAGE = re.compile(r"/(?:complaint|form)/([1-9][0-9]{0,18})/([a-z0-9_-]{1,60})", re.ASCII)
MESSAGE = "/mailbox/message"
Kept = dict[str, list[str]]


def bring_back(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    keys: CodeKeys,
    kept: Kept,
    asked: str,
    *,
    now: datetime,
) -> Page | None:
    """Open the form that the code finds, in this browser, at its first unfinished page; None for a code that finds none.

    *kept*: what was typed on the page *asked* when the form turned out to be closed here; it goes where it belongs.
    """
    secret, viewer, pack = form_secret(request), Nobody(), request.app.state.shelf.pack
    try:
        held = database.write(saved_drafts.bring_back, keys, secret, lasting=DRAFT_LASTS, viewer=viewer, at=now)
    except DraftGone:
        return None
    draft = database.read(drafts.read_draft, held, secret, viewer=viewer, at=now)
    carried = of_page(pack, kept, asked, held)
    raw = {name: list(values) for name, values in draft.raw.items()} | carried
    lasting = SHARED_LASTS if is_shared(raw) else DRAFT_LASTS
    database.write(
        drafts.keep_page, held, frozenset(carried), carried, secret, lasting=lasting, viewer=viewer, at=now
    )  # fmt: skip
    unfinished = look(pack, raw, now).unfinished
    name = unfinished.name if unfinished else "check"
    return redirect(request, form_path(request, f"/{held}/{name}", raw), query={"back": "yes"})


def of_page(pack: Pack, kept: Kept, asked: str, held: int) -> dict[str, list[str]]:
    """What was typed on a page of this very form; nothing for another one's."""
    found = FORM_PAGE.fullmatch(asked)
    page = pack.questionnaires[CORE].page(found[2]) if found and int(found[1]) == held else None
    names = walking.names_on(page) if page else frozenset()
    return {name: list(values) for name, values in kept.items() if name in names}


def known_path(asked: str) -> str:
    """Where the door may lead, once more."""
    return asked if FORM_PAGE.fullmatch(asked) else own_path(asked)


def as_message(kept: Kept, asked: str) -> tuple[Kept, str]:
    """What was carried to a mailbox and where to: words typed into a form that was sent already become a message."""
    if not FORM_PAGE.fullmatch(asked):
        return kept, own_path(asked)
    words = own_words(kept)
    return ({"text": ["\n\n".join(words)]}, MESSAGE) if words else ({}, own_path(asked))
