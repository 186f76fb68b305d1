"""The protocol of a complaint box: what was found when it was opened, and whether every letter of it is registered."""

from collections.abc import Mapping
from datetime import date, datetime, time

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.assisted import boxes, entering, listing
from cases.assisted.boxes import LONGEST_SEAL, MOST, REASONS, SEAL_STATES, Opening
from cases.database import Database
from cases.errors import InvalidAnswers, NotAllowed
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.desk.intake import INTAKE
from web.i18n import N_, NAMES
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.calendars import local_day
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem, parse

BOXES = f"{INTAKE}/boxes"
SEAL_WORDS: Mapping[str, str] = {
    "intact": N_("Intact"),
    "broken": N_("Broken or replaced"),
    "none": N_("There was no seal"),
}
REASON_WORDS: Mapping[str, str] = {
    "no_complaint": N_("Some are no complaints: requests to others, rubbish"),
    "blank": N_("Some sheets are blank"),
    "duplicate": N_("Some are copies of one and the same letter"),
    "unreadable": N_("Some cannot be read at all"),
    "miscounted": N_("They were counted wrongly"),
}


@get(f"{BOXES}/new", access=Access.CASEWORK, sync_to_thread=True)
def show_form(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """An empty protocol, of an opening just now."""
    at, me = now.astimezone(pack.zone), str(viewer.id)
    typed = {
        "opened-day": [str(at.day)], "opened-month": [str(at.month)], "opened-year": [str(at.year)],
        "time": [f"{at:%H:%M}"], "openers": [me],
    }  # fmt: skip
    return draw_form(request, typed, database=database, pack=pack, viewer=viewer)


@post(f"{BOXES}/new", access=Access.CASEWORK, sync_to_thread=True)
def open_box(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        opening = read_opening(database, form.raw, pack=pack, viewer=viewer, now=now)
        box_id = database.write(boxes.open_box, opening, key=form.submission.hex(), viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        return draw_form(request, form.raw, database=database, pack=pack, viewer=viewer, problems=invalid.problems)
    return redirect(request, f"{BOXES}/{box_id}")


def read_opening(database: Database, raw: Raw, *, pack: Pack, viewer: Officer, now: datetime) -> Opening:
    """Raises: InvalidAnswers with every mistake at once."""
    fields = fields_of(database, pack, viewer)
    registers = {name: entries.keys() for name, entries in pack.registers.items()}
    parsed = parse(fields, raw, registers=registers, today=local_day(pack.calendar, now))
    problems, answers = dict(parsed.problems), parsed.answers
    at = now
    try:
        clock = time.fromisoformat(str(answers.get("time", "")))
    except ValueError:
        problems.setdefault("time", Problem("not_a_time"))
    else:
        if "opened" in answers:
            at = datetime.combine(date.fromisoformat(str(answers["opened"])), clock.replace(tzinfo=None), pack.zone)
    oldest = local_day(pack.calendar, now) - entering.LATEST
    if not problems and (at > now or local_day(pack.calendar, at) < oldest):
        problems["opened"] = Problem("out_of_range", {"lowest": oldest, "highest": local_day(pack.calendar, now)})
    if problems:
        raise InvalidAnswers(problems)
    openers = answers["openers"]
    return Opening(
        facility=str(answers["facility"]), seal=str(answers.get("seal", "")), seal_state=str(answers["seal_state"]),
        opened_at=at, openers=tuple(int(one) for one in (openers if isinstance(openers, list | tuple) else [openers])),
        counted=int(str(answers["counted"])),
    )  # fmt: skip


def fields_of(database: Database, pack: Pack, viewer: Officer) -> tuple[Field, ...]:
    """What a protocol asks."""
    people = database.read(boxes.possible_openers, viewer=viewer)
    openers = tuple(Option(value=str(one), label=dict.fromkeys(NAMES, name)) for one, name in people)
    seals = tuple(Option(value=one, label=words_of(SEAL_WORDS[one])) for one in SEAL_STATES)
    return (
        asked("facility", FieldKind.ENTRY, N_("In which institution is the box?"), register="facilities"),
        asked("opened", FieldKind.DATE, N_("On which day was it opened?")),
        asked("time", FieldKind.TEXT, N_("At what time?"), hint=N_("For example, 14:30")),
        asked("seal", FieldKind.TEXT, N_("Number on the seal"), required=False, limit=LONGEST_SEAL),
        asked("seal_state", FieldKind.CHOICE, N_("The seal"), options=seals),
        asked(
            "openers", FieldKind.CHOICES, N_("Who opened it?"), options=openers,
            hint=N_("Only our people open a box, and nobody of the institution stands by."),
        ),
        asked("counted", FieldKind.WHOLE, N_("How many letters were in it?"), lowest=0, highest=MOST),
    )  # fmt: skip


def asked(
    name: str, kind: FieldKind, label: str, *, hint: str = "", required: bool = True, options: tuple[Option, ...] = (),
    register: str | None = None, limit: int = 200, lowest: int | None = None, highest: int | None = None,
    future: bool = False,
) -> Field:  # fmt: skip
    """A question of ours."""
    return Field(
        name=name, kind=kind, secrecy=Secrecy.ROUTING, label=words_of(label), hint=words_of(hint) if hint else {},
        required=required, options=options, register=register, limit=limit, lowest=lowest, highest=highest,
        future=future,
    )  # fmt: skip


def draw_form(
    request: Request,  # type: ignore[type-arg]
    typed: Raw,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    """The protocol to fill in. Raises: NotAllowed."""
    if boxes.OPENING.isdisjoint(viewer.roles):
        raise NotAllowed
    fields = fields_of(database, pack, viewer)
    return page(
        request, "desk/box_new.html", status=422 if problems else 200, fields=fields, typed=typed, problems=problems
    )


@get(f"{BOXES}/{{box:int}}", access=Access.CASEWORK, sync_to_thread=True)
def show_box(
    request: Request,  # type: ignore[type-arg]
    *,
    box: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The protocol: what was found, how many letters are still to enter."""
    return draw_box(request, box, database=database, pack=pack, viewer=viewer, now=now)


@post(f"{BOXES}/{{box:int}}/count", access=Access.CASEWORK, sync_to_thread=True)
def count_again(
    request: Request,  # type: ignore[type-arg]
    *,
    box: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        database.write(boxes.count_again, box, read_count(form.raw), viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        return draw_box(
            request,
            box,
            database=database,
            pack=pack,
            viewer=viewer,
            now=now,
            typed=form.raw,
            problems=invalid.problems,
        )
    return redirect(request, f"{BOXES}/{box}")


@post(f"{BOXES}/{{box:int}}/close", access=Access.CASEWORK, sync_to_thread=True)
def close(
    request: Request,  # type: ignore[type-arg]
    *,
    box: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Close the protocol; while letters are missing only with a reason."""
    try:
        database.write(boxes.close_box, box, form.one("reason"), viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        return draw_box(
            request,
            box,
            database=database,
            pack=pack,
            viewer=viewer,
            now=now,
            typed=form.raw,
            problems=invalid.problems,
        )
    return redirect(request, f"{BOXES}/{box}")


def read_count(raw: Raw) -> int:
    """Raises: InvalidAnswers at `counted`."""
    field = count_field()
    parsed = parse([field], {name: values for name, values in raw.items() if name == field.name})
    if parsed.problems:
        raise InvalidAnswers(parsed.problems)
    return int(str(parsed.answers[field.name]))


def count_field() -> Field:
    return asked("counted", FieldKind.WHOLE, N_("Letters counted"), lowest=0, highest=MOST)


def draw_box(
    request: Request,  # type: ignore[type-arg]
    box_id: int,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    """Raises: BoxNotFound."""
    box = database.read(boxes.find_box, box_id, viewer=viewer)
    lines, _ = database.read(listing.entered_lately, viewer=viewer, at=now, box=box_id, limit=200)
    reasons = tuple(Option(value=one, label=words_of(REASON_WORDS[one])) for one in REASONS)
    reason = asked("reason", FieldKind.CHOICE, N_("Why are fewer registered than were counted?"), options=reasons)
    return page(
        request,
        "desk/box.html",
        status=422 if problems else 200,
        box=box,
        lines=lines,
        counted=count_field(),
        reason=reason,
        seal_words=SEAL_WORDS,
        reason_words=REASON_WORDS,
        typed=typed,
        problems=problems,
        enters=entering.may_enter(viewer),
        pack=pack,
    )


routes = [show_form, open_box, show_box, count_again, close]
