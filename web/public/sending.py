"""Check, send, and the receipt: the code is shown until the person says that it is written down, one hour at most."""

from datetime import datetime

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases import mailbox
from cases.case_facts import LIFE
from cases.database import Database
from cases.duty import people
from cases.errors import DraftGone, InvalidAnswers
from cases.filing import drafts, intake, naming
from cases.filing.filing import Receipt
from cases.filing.slips import TEMPLATE, draw_slip
from cases.filing.time_limits import limits_of
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Nobody
from web.i18n import day, gettext, label, voice
from web.kit.cookies import Visitor, form_secret, set_mailbox_cookie, set_visitor, visitor_of
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.kit.sources import filed_from, source_of
from web.kit.waiting_room import MAILBOX
from web.public import walking
from web.public.complaint import held_id, look, open_draft
from web.public.gone import GONE
from web.public.offices import office_words
from web.public.places import at_both, form_path, is_quiet, is_shared
from web.public.recordings import recordings_of
from web.public.spoken import spoken
from web.public.tolls import toll_for, unpaid
from web.public.walking import CORE
from web.security import Access
from workflows.calendars import local_day

FILE_NAME = "paper.pdf"
"""Says nothing to somebody who looks through the downloads of a shared phone."""
NAMED = frozenset({"named", "confidential"})


@at_both(get, "/{draft:str}/check", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def check(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    now: NamedDependency[datetime],
) -> Page:
    """All answers once more, who will read them, by when we answer, and what losing the code means."""
    held = held_id(draft)
    kept = open_draft(request, database, held, viewer=viewer, at=now)
    if kept is None:
        return redirect(request, form_path(request, f"/sent/{held}"))
    way = look(pack, kept.raw, now)
    unfinished = way.unfinished
    if unfinished is not None:
        return redirect(request, form_path(request, f"/{held}/{unfinished.name}"), query={"again": "yes"})
    asked = {name: values for name, values in kept.raw.items() if name in walking.names_of(pack.questionnaires[CORE])}
    preview = intake.preview(asked, pack=pack, people=database.read(naming.our_people, viewer=viewer), at=now)
    urgent = preview.urgency == LIFE
    alone = urgent and database.read(people.nobody_waits, preview.readers, pack=pack, viewer=viewer, at=now)
    toll = toll_for(request, held, filed_from(request, source_of(request)), urgent=urgent, at=now)
    open_page(request)
    return page(
        request,
        "public/check.html",
        neutral=is_shared(kept.raw) or is_quiet(request),
        held=held,
        way=way,
        preview=preview,
        readers=[office_words(pack.units[code]) for code in preview.readers],
        named=way.answered.facts.get("identity") in NAMED,
        urgent=urgent,
        uncovered=pack.duty.uncovered if alone else None,
        toll=toll,
        played=recordings_of(request, "check"),
        limits=limits_of(
            pack.time_limits,
            way.answered.answers,
            track=str(way.answered.facts.get("track", "")),
            today=local_day(pack.calendar, now),
        ),
        back_again="back" in request.query_params,
        step=len(way.pages) + 1,
    )


@at_both(
    post, "/{draft:str}/check", access=Access.ANYONE, sync_to_thread=True, goes_first=True, exception_handlers=GONE
)
def send(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Send, once: a second press, Back or a reload leads to the same receipt.

    Where very much comes over one connection it takes a wait first, or a browser's work; nothing is refused or lost.
    """
    held, secret, source = held_id(draft), form_secret(request), source_of(request)
    known = walking.names_of(pack.questionnaires[CORE])
    language = open_page(request).language
    filed = filed_from(request, source)
    if filed >= settings.filings_free:
        urgent = is_urgent(database, held, secret, pack=pack, viewer=viewer, now=now)
        asked = toll_for(request, held, filed, urgent=urgent, at=now)
        toll = unpaid(request, form, held, asked, filed=filed, at=now)
        if toll is not None:
            return page(
                request, "public/wait.html", status=429, neutral=True, held=held, toll=toll, left=toll.left(now)
            )
    try:
        drafts.send(
            database, held, secret, known, pack=pack, secrets=secrets, language=language, source=source,
            aside=source.known and filed >= settings.filings_bulk, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers:
        return redirect(request, form_path(request, f"/{held}/check"))
    except DraftGone:
        secret = secret_of_receipt(database, held, secret, viewer=viewer, now=now)
    else:
        secret = drafts.next_secret(secret, held)
    response = redirect(request, form_path(request, f"/sent/{held}"))
    visitor = visitor_of(request)
    if visitor is not None:
        set_visitor(response, request, Visitor(visitor.name, secret))
    return response


def is_urgent(database: Database, held: int, secret: bytes, *, pack: Pack, viewer: Nobody, now: datetime) -> bool:
    """Whether the draft tells of danger to life; also for one that was sent already, which costs nothing more."""
    try:
        kept = database.read(drafts.read_draft, held, secret, viewer=viewer, at=now)
    except DraftGone:
        return True
    return walking.urgency(pack, look(pack, kept.raw, now).answered.facts) == LIFE


def secret_of_receipt(database: Database, held: int, secret: bytes, *, viewer: Nobody, now: datetime) -> bytes:
    """What opens the receipt: the cookie's secret, or the one after it when two presses overlap. Raises: DraftGone."""
    try:
        database.read(drafts.read_receipt, held, secret, viewer=viewer, at=now)
    except DraftGone:
        secret = drafts.next_secret(secret, held)
        database.read(drafts.read_receipt, held, secret, viewer=viewer, at=now)
    return secret


@at_both(get, "/sent/{draft:str}", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def sent(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    now: NamedDependency[datetime],
) -> Page:
    """The code and what happens next."""
    held = held_id(draft)
    receipt = database.read(drafts.read_receipt, held, form_secret(request), viewer=viewer, at=now)
    groups = (receipt.code or "").split()
    open_page(request)
    return page(
        request,
        "public/sent.html",
        neutral=True,
        held=held,
        receipt=receipt,
        unit=office_words(pack.units[receipt.unit]),
        phone=pack.units[receipt.unit].phone,
        groups=[(group, spoken(group)) for group in groups],
        urgent=receipt.urgency == LIFE,
    )


@at_both(post, "/sent/{draft:str}", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def written_down(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The code is written down: from now on it is nowhere but with its owner. A second press says the same."""
    database.write(drafts.forget, held_id(draft), form_secret(request), viewer=viewer, at=now)
    return redirect(request, form_path(request, "/done"))


@at_both(get, "/done", access=Access.ANYONE, sync_to_thread=True)
def done(request: Request) -> Page:  # type: ignore[type-arg]
    """After the code was written down."""
    return page(request, "public/done.html", neutral=True)


@at_both(post, "/sent/{draft:str}/more", access=Access.ANYONE, exception_handlers=GONE)
async def add_more(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Open the new mailbox without typing the code again, to add more at once."""

    def enter() -> str:
        receipt = database.read(drafts.read_receipt, held_id(draft), form_secret(request), viewer=viewer, at=now)
        return mailbox.enter(database, receipt.code or "", secrets=secrets, at=now)

    cookie = await MAILBOX.wait_turn(enter)
    to, words = form.one("to"), form.one("text")
    if to == "message" and words:
        response = page(request, "public/again.html", neutral=True, kept={"text": [words]}, goes_to="/mailbox/message")
    else:
        response = redirect(request, "/mailbox/files" if to == "files" else "/mailbox/more")
    set_mailbox_cookie(response, request, cookie)
    return response


@at_both(get, "/sent/{draft:str}/slip", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def slip(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Nobody],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The slip to keep, made in memory: number, day and unit; the code too when asked with `?code=yes`."""
    receipt = database.read(drafts.read_receipt, held_id(draft), form_secret(request), viewer=viewer, at=now)
    open_page(request)
    code = receipt.code if request.query_params.get("code") == "yes" else None
    content = draw_slip(
        pack.files[TEMPLATE], gettext("Slip"), slip_lines(receipt, pack), code=code, language=voice().language
    )
    headers = {"content-disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(content, media_type="application/pdf", headers=headers)


def slip_lines(receipt: Receipt, pack: Pack) -> list[tuple[str, str]]:
    """Name and value of each line of a slip, in the page's language."""
    return [
        (gettext("Number"), receipt.reference),
        (gettext("Date"), day(receipt.received_at)),
        (gettext("Unit"), label(pack.units[receipt.unit].name)),
    ]


routes = [*check, *send, *sent, *written_down, *done, *add_more, *slip]
