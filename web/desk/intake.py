"""Assisted intake: what came by paper, telephone or a visit is entered by an officer, one by one."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.assisted import boxes, entering, forms, listing
from cases.assisted.boxes import Box
from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import AlreadySent, InvalidAnswers, NotAllowed
from cases.filing.slips import TEMPLATE, draw_slip
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.i18n import N_, NAMES, day, gettext, label, voice
from web.kit.fields import NO_PROBLEMS, Raw
from web.kit.forms import UNSENT, Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.kit.unsent import forget_sent, offered
from web.kit.waiting_room import MAILBOX
from web.security import Access
from workflows.calendars import local_day
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem

INTAKE = "/desk/intake"
NEW = f"{INTAKE}/new"
MARKS = frozenset({UNSENT, "box", "language", "wants_code"})
"""Fields of the form that are no questions of the pack."""
LANGUAGE, CODE = N_("In which language is it?"), N_("A code for the complainant")
CODE_OFFER, CODE_HINT = (
    N_("They want to read our answer by a code, and I hand it over now"),
    N_("Shown to you once. They must change it when they first use it. Never for somebody in custody."),
)
DEFAULT_CHANNEL = "paper"


@get(INTAKE, access=Access.CASEWORK, sync_to_thread=True)
def show_intake(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Where an officer begins who has letters on the table: ways, open protocols, what waits for a second look."""
    mine, total = database.read(listing.entered_lately, viewer=viewer, at=now)
    return page(
        request,
        "desk/intake.html",
        channels=forms.channels_of(pack).options,
        by_box=forms.BOX,
        boxes=database.read(boxes.boxes_of, viewer=viewer),
        waiting=database.read(listing.to_look_at, viewer=viewer),
        mine=mine,
        total=total,
        enters=entering.may_enter(viewer),
        pack=pack,
    )


@get(NEW, access=Access.CASEWORK, sync_to_thread=True)
def show_form(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The form for one complaint; the address says by which way it came."""
    query = request.query_params
    written, typed = offered(database, secrets, NEW, query, viewer=viewer, at=now)
    given = typed or {"channel": [query.get("channel", DEFAULT_CHANNEL)], "box": [query.get("box", "")]}
    return draw(request, given, database=database, pack=pack, viewer=viewer, now=now, written=written)


@post(NEW, access=Access.CASEWORK, keeps=True)
async def enter(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """File it; in the waiting room's turn, because a code is stretched."""
    work = partial(file, request, database=database, secrets=secrets, pack=pack, viewer=viewer, form=form, now=now)
    return await MAILBOX.wait_turn(work)


def file(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    secrets: Secrets,
    pack: Pack,
    viewer: Officer,
    form: Form,
    now: datetime,
) -> Page:
    """File and lead to its page; the code itself stands on the answer to the form, since it is kept nowhere."""
    try:
        receipt = entering.enter(
            database, questions_in(form.raw), language=form.one("language"), box=box_in(form.raw),
            wants_code=form.one("wants_code") == "yes", submission=form.submission, pack=pack, secrets=secrets,
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return draw(
            request, form.raw, database=database, pack=pack, viewer=viewer, now=now, problems=invalid.problems,
            key=form.key,
        )  # fmt: skip
    except AlreadySent as sent:
        return redirect(request, f"{INTAKE}/entered/{sent.reference}")
    forget_sent(database, secrets, NEW, viewer=viewer)
    if receipt.code is None:
        return redirect(request, f"{INTAKE}/entered/{receipt.reference}")
    open_page(request)
    return page(
        request, "desk/intake_code.html", reference=receipt.reference, groups=receipt.code.split(), unit=receipt.unit
    )


def questions_in(raw: Raw) -> dict[str, list[str]]:
    return {name: list(values) for name, values in raw.items() if name not in MARKS}


def box_in(raw: Raw) -> int | None:
    """The opening that a form names; a damaged number is one that nobody has."""
    text = "".join(raw.get("box", ())[-1:])
    return (int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0) if text else None


def draw(
    request: Request,  # type: ignore[type-arg]
    typed: Raw,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    written: Written | None = None,
    key: str = "",
) -> Page:
    """The form with what was typed. Raises: NotAllowed; BoxNotFound."""
    if not entering.may_enter(viewer):
        raise NotAllowed
    box_id = box_in(typed)
    box = None if box_id is None else database.read(boxes.find_box, box_id, viewer=viewer)
    channel = channel_in(typed, box, pack)
    came = forms.how_it_came(pack, channel)
    short = [each for each in forms.short_form(pack) if box is None or each.name not in {forms.FACILITY, "region"}]
    rest = forms.rest_of_form(pack)
    own = (language_field(pack), *([] if box is not None or channel in forms.IN_CUSTODY else [code_field()]))
    today = local_day(pack.calendar, now)
    usual = {"language": [voice().language], "received-day": [str(today.day)], "received-month": [str(today.month)],
        "received-year": [str(today.year)]}  # fmt: skip
    more = [each for part in rest for each in part.questions]
    return page(
        request,
        "desk/intake_new.html",
        status=422 if problems else 200,
        box=box,
        channel=channel,
        channel_label=next(one.label for one in forms.channels_of(pack).options if one.value == channel),
        came=came,
        short=short,
        rest=rest,
        own=own,
        all_fields=(*short, *came, *own, *more, box_field()),
        opened_rest=any(each.name in problems or any(typed.get(each.name, ())) for each in more),
        typed={**usual, **typed},
        problems=problems,
        written=written,
        place=NEW,
        form_key=key,
        pack=pack,
    )


def channel_in(typed: Raw, box: Box | None, pack: Pack) -> str:
    if box is not None:
        return forms.BOX
    known = {one.value for one in forms.channels_of(pack).options}
    wanted = "".join(typed.get("channel", ())[-1:])
    return wanted if wanted in known else DEFAULT_CHANNEL


def language_field(pack: Pack) -> Field:
    options = tuple(Option(value=one, label=dict.fromkeys(NAMES, NAMES[one])) for one in pack.languages)
    return Field(
        name="language", kind=FieldKind.CHOICE, secrecy=Secrecy.ROUTING, label=words_of(LANGUAGE), required=True,
        options=options,
    )  # fmt: skip


def code_field() -> Field:
    return Field(
        name="wants_code", kind=FieldKind.CHOICES, secrecy=Secrecy.ROUTING, label=words_of(CODE), hint=words_of(CODE_HINT),
        options=(Option(value="yes", label=words_of(CODE_OFFER)),),
    )  # fmt: skip


def box_field() -> Field:
    return Field(name="box", kind=FieldKind.TEXT, secrecy=Secrecy.ROUTING, label=words_of(N_("Complaint box")))


@get(f"{INTAKE}/entered/{{reference:str}}/slip", access=Access.CASEWORK, sync_to_thread=True)
def show_slip(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Response[bytes]:
    """The slip to hand over or to send: number, day, office and receiver, never a code (APPC art. 64)."""
    line = database.read(listing.own_entry, reference, viewer=viewer)
    open_page(request)
    lines = [
        (gettext("Number"), line.reference),
        (gettext("Date"), day(line.received)),
        (gettext("Unit"), label(pack.units[line.unit].name)),
        (gettext("Received by"), viewer.name),
    ]
    content = draw_slip(pack.files[TEMPLATE], gettext("Slip"), lines, code=None, language=voice().language)
    headers = {"content-disposition": 'attachment; filename="paper.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


routes = [show_intake, show_form, enter, show_slip]
