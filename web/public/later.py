"""Save and come back: the code that opens a form which was begun, shown until the person closes the form here."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.filing import drafts, saved_drafts
from cases.secrets_folder import Secrets
from cases.viewer import Nobody
from web.kit.cookies import form_secret
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.sources import source_of
from web.public.complaint import LATER, held_id, look, take_up
from web.public.gone import GONE
from web.public.places import at_both, form_path, is_shared
from web.public.spoken import spoken
from web.security import Access

CLOSE = "close"


@at_both(get, "/{draft:str}/later", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def show_later(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    now: NamedDependency[datetime],
) -> Page:
    """What saving means; once it is done, the code and until when it opens the form."""
    held, secret = held_id(draft), form_secret(request)
    kept = database.read(drafts.read_draft, held, secret, viewer=viewer, at=now)
    saved = database.read(saved_drafts.read_saved, held, secret, viewer=viewer, at=now)
    way = look(pack, kept.raw, now)
    following = way.unfinished
    return page(
        request,
        "public/later.html",
        neutral=True,
        held=held,
        shared=is_shared(kept.raw),
        saved=saved,
        groups=[(group, spoken(group)) for group in saved.code.split()] if saved else [],
        goes_on=form_path(request, f"/{held}/{following.name if following else 'check'}"),
        urgent=way.is_urgent(pack),
    )


@at_both(post, "/{draft:str}/later", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def save(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Give the form its code; when that is written down, close the form in this browser."""
    held, secret = held_id(draft), form_secret(request)
    if form.one("do") != CLOSE:
        saved_drafts.save(
            database, held, secret, secrets=secrets, source=source_of(request), viewer=viewer, at=now
        )  # fmt: skip
        return redirect(request, form_path(request, f"/{held}/{LATER}"))
    database.write(saved_drafts.close, held, secret, viewer=viewer, at=now)
    return redirect(request, form_path(request, "/closed"))


@at_both(get, "/closed", access=Access.ANYONE, sync_to_thread=True)
def closed(request: Request) -> Page:  # type: ignore[type-arg]
    """The form is closed here, and its code opens it anywhere."""
    return page(request, "public/closed.html", neutral=True)


@at_both(post, "/again", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def begin_again(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """A new form out of what was typed on a page of one that is closed."""
    held = take_up(database, pack, form, form_secret(request), source=source_of(request), viewer=viewer, at=now)
    following = look(pack, database.read(drafts.read_draft, held, form_secret(request), viewer=viewer, at=now).raw, now)
    unfinished = following.unfinished
    return redirect(request, form_path(request, f"/{held}/{unfinished.name if unfinished else 'check'}"))


routes = [*show_later, *save, *closed, *begin_again]
