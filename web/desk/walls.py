"""The wall of a case: who reads it, who is kept out, and the forms that change it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.circle import walls
from cases.circle.inside import Handling, Reader
from cases.circle.walls import WallView
from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import ActRefused, ChangedMeanwhile, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.desk.casefile import read_version
from web.desk.handing_out import read_number
from web.i18n import N_, NAMES
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.unsent import SEEN, forget_sent, offered
from web.security import Access
from workflows.engine import Refusal
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem

SAME: Final = "same"
STAND_IN: Final = "stand_in"
WHOM, WHOM_HINT = N_("Who must be kept out?"), N_("They lose the case at once and are not told.")
WHOM_BACK = N_("Who may read it again?")
HANDLED = N_("Who handles the case from now on?")
KEEP = N_("The same unit, by those of its people who may stay")
GIVE = N_("Another unit that has nobody in common with it")
WHY, WHY_HINT = N_("Why?"), N_("Only those who read the case can read this.")


@get("/desk/cases/{reference:str}/wall", access=Access.DECIDING, sync_to_thread=True)
def show_wall(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    view = database.read(walls.wall_of, reference, pack=pack, viewer=viewer, at=now)
    query = request.query_params
    written, typed = offered(database, secrets, wall_place(view.reference), query, viewer=viewer, at=now)
    return draw(request, view, pack, done=query.get("done", ""), written=written, typed=typed)


@post("/desk/cases/{reference:str}/wall", access=Access.DECIDING, keeps=True, sync_to_thread=True)
def raise_wall(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    handling: Handling = STAND_IN if form.one("handling") == STAND_IN else SAME
    try:
        walls.raise_wall(
            database, reference, chosen(form), form.one("reason"), handling=handling,
            version=read_version(form.one(SEEN)), key=form.submission.hex(), pack=pack, viewer=viewer, at=now,
        )  # fmt: skip
    except (InvalidAnswers, ActRefused, ChangedMeanwhile) as error:
        view = database.read(walls.wall_of, reference, pack=pack, viewer=viewer, at=now)
        return draw(request, view, pack, typed=form.raw, error=error)
    forget_sent(database, secrets, wall_place(reference), viewer=viewer)
    return redirect(request, wall_place(reference), query={"done": walls.RAISE})


@post("/desk/cases/{reference:str}/wall/lift", access=Access.DECIDING, sync_to_thread=True)
def lift_wall(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        walls.lift_wall(
            database, reference, chosen(form), form.one("reason"), version=read_version(form.one(SEEN)),
            key=form.submission.hex(), pack=pack, viewer=viewer, at=now,
        )  # fmt: skip
    except (InvalidAnswers, ActRefused, ChangedMeanwhile) as error:
        view = database.read(walls.wall_of, reference, pack=pack, viewer=viewer, at=now)
        return draw(request, view, pack, lifted=form.raw, error=error)
    return redirect(request, f"/desk/cases/{reference}/wall", query={"done": walls.LIFT})


def wall_place(reference: str) -> str:
    """Where the page of the wall is, and what is typed there is kept."""
    return f"/desk/cases/{reference}/wall"


def chosen(form: Form) -> list[int]:
    return [read_number(text) for text in form.raw.get("people", ())]


def draw(
    request: Request,  # type: ignore[type-arg]
    view: WallView,
    pack: Pack,
    *,
    typed: Raw = NOTHING,
    lifted: Raw = NOTHING,
    error: InvalidAnswers | ActRefused | ChangedMeanwhile | None = None,
    done: str = "",
    written: Written | None = None,
) -> Page:
    """The page; after *error* with what was typed, in the form that it was typed into."""
    problems: Mapping[str, Problem] = error.problems if isinstance(error, InvalidAnswers) else NO_PROBLEMS
    refusal: Refusal | None = error.refusal if isinstance(error, ActRefused) else None
    status = 422 if problems else 409 if error else 200
    return page(
        request,
        "desk/wall.html",
        status=status,
        view=view,
        fields=raising_fields(view, pack),
        lift_fields=lifting_fields(view, pack),
        typed=typed,
        lifted=lifted,
        problems=problems,
        of_lift=bool(lifted),
        refusal=refusal,
        changed=isinstance(error, ChangedMeanwhile),
        seen=SEEN,
        written=written,
        place=wall_place(view.reference),
        done=done,
    )


def raising_fields(view: WallView, pack: Pack) -> tuple[Field, ...]:
    options = [Option(value=SAME, label=words_of(KEEP))]
    if view.stand_in is not None:
        given, unit = words_of(GIVE), pack.units[view.stand_in]
        options.append(Option(value=STAND_IN, label={one: f"{given[one]}: {unit.name.get(one, '')}" for one in NAMES}))
    return (
        people_field(view.readers, pack, WHOM, WHOM_HINT),
        field("handling", FieldKind.CHOICE, HANDLED, options=tuple(options)),
        field("reason", FieldKind.LONG_TEXT, WHY, WHY_HINT),
    )


def lifting_fields(view: WallView, pack: Pack) -> tuple[Field, ...]:
    return (people_field(view.excluded, pack, WHOM_BACK), field("reason", FieldKind.LONG_TEXT, WHY, WHY_HINT))


def people_field(people: Sequence[Reader], pack: Pack, label: str, hint: str = "") -> Field:
    options = tuple(
        Option(value=str(one.id), label={spoken: who(one, pack, spoken) for spoken in NAMES}) for one in people
    )
    return field("people", FieldKind.CHOICES, label, hint, options=options)


def who(one: Reader, pack: Pack, language: str) -> str:
    roles = [pack.words.roles[role].get(language, role) for role in one.roles if role in pack.words.roles]
    unit = pack.units[one.unit].name.get(language, one.unit) if one.unit in pack.units else one.unit
    return f"{one.name} ({', '.join([unit, *roles])})"


def field(name: str, kind: FieldKind, label: str, hint: str = "", **more: Any) -> Field:
    return Field(
        name=name, kind=kind, secrecy=Secrecy.SEALED, label=words_of(label), hint=words_of(hint) if hint else {},
        required=True, **more,
    )  # fmt: skip


routes = [show_wall, raise_wall, lift_wall]
