"""A mailbox for programs: opened with the code in a body, never in an address; then read, written to, added to."""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import unquote

from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide

from cases import mailbox
from cases.database import Database
from cases.errors import CodeUnknown, InvalidAnswers
from cases.evidence import receiving
from cases.evidence.reading import own_files
from cases.mailbox import MailboxView
from cases.secrets_folder import Secrets
from cases.viewer import Complainant
from web.api.answering import Json, answer, begin
from web.api.callers import caller
from web.api.reading import read_open_json, to_raw
from web.i18n import label
from web.kit import uploads
from web.kit.forms import Form, FormUnreadable
from web.kit.given import GivenPack
from web.kit.slowing import note_wrong, wait_at
from web.kit.waiting_room import MAILBOX
from web.security import Access
from workflows.fields import Problem

OPEN = {"form": Provide(read_open_json)}
FILE_NAME = "x-file-name"


@post("/mailbox", access=Access.ANYONE, status_code=200, dependencies=OPEN)
async def open_mailbox(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Json:
    """Open a mailbox with its `code`, in the waiting room's time. Raises: CodeUnknown, TooManyTries."""
    work = partial(let_in, request, database=database, secrets=secrets, form=form, now=now)
    return await wait_at("code", MAILBOX, request, work)


def let_in(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    secrets: Secrets,
    form: Form,
    now: datetime,
) -> Json:
    """What goes into the header `X-Mailbox` for half an hour. Raises: CodeUnknown."""
    begin(request)
    caller(request, database, "mailbox")
    code: Any = form.raw.get("code")
    if not isinstance(code, str):
        raise CodeUnknown
    try:
        opened = mailbox.enter(database, code, secrets=secrets, at=now)
    except CodeUnknown:
        note_wrong(request, database, "code")
        raise
    viewer = mailbox.resume(opened, secrets=secrets, at=now)
    if not viewer.must_change:
        database.write(mailbox.mark_told, viewer=viewer, at=now)
    return answer({"mailbox": opened, "until": now + mailbox.LASTS, "code_must_change": viewer.must_change})


@get("/mailbox", access=Access.COMPLAINANT, sync_to_thread=True)
def read_mailbox(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Json:
    """Where the complaint stands, what was written both ways, and the files that are with us."""
    begin(request)
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    files = database.read(own_files, viewer=viewer)
    return answer(
        mailbox_in_json(view) | {"files": [{"name": each.name, "size": each.size, "at": each.at} for each in files]}
    )


@post("/mailbox/messages", access=Access.COMPLAINANT, sync_to_thread=True, status_code=201, dependencies=OPEN)
def write_message(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Json:
    """Write `text` to the people who work on it. The same `Idempotency-Key` again writes nothing."""
    begin(request)
    text: Any = form.raw.get("text", "")
    if not isinstance(text, str):
        raise InvalidAnswers({"text": Problem("wrong_type")})
    database.write(mailbox.write_message, text, pack=pack, key=act_key(viewer, form), viewer=viewer, at=now)
    return answer({"kept": True}, status=201)


@post("/mailbox/answers", access=Access.COMPLAINANT, sync_to_thread=True, status_code=201, dependencies=OPEN)
def add_answers(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Json:
    """Add answers to the questions that could wait: those of the questionnaire that the complaint's track asks."""
    begin(request)
    view = database.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=now)
    questionnaire = pack.add_more(view.track)
    fields = [field for page in questionnaire.pages for field in page.questions] if questionnaire else []
    raw, problems = to_raw(fields, form.raw)
    if problems or questionnaire is None:
        raise InvalidAnswers(problems)
    key = act_key(viewer, form)
    database.write(mailbox.add_answers, questionnaire.name, raw, pack=pack, key=key, viewer=viewer, at=now)
    return answer({"kept": True}, status=201)


@post(
    "/mailbox/files", access=Access.COMPLAINANT, status_code=201, request_max_body_size=None,
    unprotected="only who holds the mailbox's header gets this far, and no other site can set it",
)  # fmt: skip
async def add_file(request: Request, viewer: NamedDependency[Complainant]) -> Json:  # type: ignore[type-arg]
    """One file as the body of the request, its name percent-encoded in `X-File-Name`; kept whole or not at all.

    Raises: FormUnreadable, FileRefused, FileInfected, ScannerDown, StoreDown.
    """
    begin(request)
    name = unquote(request.headers.get(FILE_NAME, ""))
    if not name.strip():
        raise FormUnreadable("name")
    kept = await uploads.take_body(request, await sync_to_thread(desk_of, request, viewer), name)
    return answer({"name": kept}, status=201)


def desk_of(request: Request, viewer: Complainant) -> receiving.Desk:  # type: ignore[type-arg]
    state = request.app.state
    return receiving.open_desk(
        state.database, state.store, state.settings, state.shelf.pack, "", viewer=viewer, clock=state.clock
    )


def act_key(viewer: Complainant, form: Form) -> str:
    return f"mailbox:api:{viewer.complaint_id}:{form.key}"


def mailbox_in_json(view: MailboxView) -> dict[str, Any]:
    return {
        "reference": view.reference,
        "unit": view.unit,
        "status": label(view.status),
        "since": view.since,
        "received": view.received_at,
        "opened": view.opened_at,
        "due": view.answer_by,
        "late": view.late,
        "open": view.open,
        "messages": [
            {"at": each.at, "from": each.sender, "about": each.about, "text": each.text} for each in view.messages
        ],
        "letters": [{"at": each.at, "title": each.title, "text": each.text} for each in view.letters],
        "remedies": [
            {"number": each.number, "kind": each.kind, "status": label(each.status), "due": each.due}
            for each in view.remedies
        ],
        "may_do": [
            {"number": each.number, "act": each.offer.act, "label": label(each.offer.label)} for each in view.acts
        ],
    }


routes: list[object] = [open_mailbox, read_mailbox, write_message, add_answers, add_file]
