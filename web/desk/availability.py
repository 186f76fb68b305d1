"""An officer's own page: when they are away, what they keep out of; for who leads the unit, who of it is away."""

from collections.abc import Mapping
from datetime import date, datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from cases.worklist import availability
from web.desk.beginning import words_of
from web.desk.handing_out import read_number
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Problem, parse

ABSENCES = "/desk/absences"
FIRST, LAST = N_("First day away"), N_("Last day away")
REGISTERS = {"facilities": N_("Facility"), "bodies": N_("Body")}


@get(ABSENCES, access=Access.CASEWORK, sync_to_thread=True)
def show(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    return draw(request, database, pack, viewer, now)


@post(ABSENCES, access=Access.CASEWORK, sync_to_thread=True)
def add_absence(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    typed = {name: values for name, values in form.raw.items() if name.startswith(("first", "last"))}
    parsed = parse(absence_fields(), typed, known={}, registers={}, units=(), today=now.date())
    problems: Mapping[str, Problem] = parsed.problems
    if not problems:
        first, last = (as_day(parsed.answers[name]) for name in ("first", "last"))
        whose = read_number(form.one("officer")) if form.one("officer") else viewer.id
        try:
            database.write(availability.note_absence, whose, first, last, pack=pack, viewer=viewer, at=now)
        except InvalidAnswers as invalid:
            problems = invalid.problems
        else:
            return redirect(request, ABSENCES, query={"done": "yes"})
    return draw(request, database, pack, viewer, now, typed=form.raw, problems=problems)


@post("/desk/absences/{absence:int}/remove", access=Access.CASEWORK, sync_to_thread=True)
def remove_absence(
    request: Request,  # type: ignore[type-arg]
    *,
    absence: FromPath[int],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    database.write(availability.drop_absence, absence, viewer=viewer)
    return redirect(request, ABSENCES, query={"done": "yes"})


@post("/desk/interests", access=Access.CASEWORK, sync_to_thread=True)
def add_interest(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    register = next((name for name in REGISTERS if form.one(name)), "facilities")
    try:
        database.write(availability.note_interest, register, form.one(register), pack=pack, viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        return draw(request, database, pack, viewer, now, typed=form.raw, problems=invalid.problems)
    return redirect(request, ABSENCES, query={"done": "yes"})


@post("/desk/interests/{register:str}/{code:str}/remove", access=Access.CASEWORK, sync_to_thread=True)
def remove_interest(
    request: Request,  # type: ignore[type-arg]
    *,
    register: FromPath[str],
    code: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
) -> Page:
    database.write(availability.drop_interest, register, code, viewer=viewer)
    return redirect(request, ABSENCES, query={"done": "yes"})


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    *,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    found = database.read(availability.availability, pack=pack, viewer=viewer, at=now)
    return page(
        request,
        "desk/absences.html",
        status=422 if problems else 200,
        found=found,
        absence_fields=absence_fields(),
        interest_fields=interest_fields(),
        typed=typed,
        problems=problems,
        whose=typed.get("officer", [str(viewer.id)])[-1],
        done="done" in request.query_params,
    )


def absence_fields() -> tuple[Field, Field]:
    """Two days, both counted."""
    first, last = (
        Field(name=name, kind=FieldKind.DATE, secrecy=Secrecy.SEALED, label=words_of(label), required=True)
        for name, label in (("first", FIRST), ("last", LAST))
    )
    return first, last


def interest_fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            name=name, kind=FieldKind.ENTRY, secrecy=Secrecy.SEALED, label=words_of(label), register=name, required=True
        )
        for name, label in REGISTERS.items()
    )


def as_day(answer: object) -> date:
    return date.fromisoformat(str(answer))


routes = [show, add_absence, remove_absence, add_interest, remove_interest]
