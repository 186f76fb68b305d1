"""Tasks of an officer and of a case: made, put off, taken over, done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.casefile.outline import outline_case
from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.planning import listing, tasks
from cases.planning.colleagues import Person
from cases.planning.tasks import LONGEST_NOTE, LONGEST_TITLE, NewTask
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.desk.handing_out import read_number
from web.i18n import N_, NAMES
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import UNSENT, Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.unsent import forget_sent, offered
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem, parse

TASKS = "/desk/tasks"
OF_CASE = "/desk/cases/{reference:str}/tasks"
TITLE, NOTE, DUE, OWNER = N_("What is to be done?"), N_("Note"), N_("By which day?"), N_("Who does it?")
CHANGES = ("done", "take", "put-off")
DONE_WORDS: Mapping[str, str] = {
    "made": N_("The task is written down"),
    "done": N_("Done"),
    "take": N_("The task is yours now"),
    "put-off": N_("The task has another day"),
}


@get(TASKS, access=Access.CASEWORK, sync_to_thread=True)
def show_tasks(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """What is mine to do, by day, and what I gave to others."""
    return draw(request, database, pack, viewer, now)


@post(TASKS, access=Access.CASEWORK, sync_to_thread=True)
def add_task(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    problems = make(database, pack, viewer, form, now, reference=None)
    if not problems:
        return redirect(request, TASKS, query={"done": "made"})
    return draw(request, database, pack, viewer, now, typed=form.raw, problems=problems)


@get(OF_CASE, access=Access.CASEWORK, sync_to_thread=True)
def show_new_task(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """A task of a case is written on a page of its own: beside the acts it would be one form too many."""
    outline = database.read(outline_case, reference, pack=pack, viewer=viewer, at=now)
    written, typed = offered(
        database, secrets, place_in(outline.reference), request.query_params, viewer=viewer, at=now
    )
    return draw_new(request, database, viewer, outline.reference, typed=typed, written=written)


@post(OF_CASE, access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def add_to_case(
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
    problems = make(database, pack, viewer, form, now, reference=reference)
    if problems:
        return draw_new(request, database, viewer, reference, typed=form.raw, problems=problems)
    forget_sent(database, secrets, place_in(reference), viewer=viewer)
    return redirect(request, f"/desk/cases/{reference}", query={"task": "made"})


@post("/desk/tasks/{task:int}/{change:str}", access=Access.CASEWORK, sync_to_thread=True)
def change_task(
    request: Request,  # type: ignore[type-arg]
    *,
    task: FromPath[int],
    change: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Done, taken over, or put off; back to the page whose form it was."""
    if change not in CHANGES:
        raise NotFoundException
    try:
        if change == "done":
            database.write(tasks.finish_task, task, pack=pack, viewer=viewer, at=now)
        elif change == "take":
            database.write(tasks.take_task, task, pack=pack, viewer=viewer, at=now)
        else:
            database.write(tasks.put_off_task, task, read_due(form, now), pack=pack, viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        return draw(request, database, pack, viewer, now, typed=form.raw, problems=invalid.problems, late=task)
    case = form.one("case")
    return redirect(request, f"/desk/cases/{case}" if case else TASKS, query={"task" if case else "done": change})


def read_due(form: Form, now: datetime) -> date:
    """The day that was typed. Raises: InvalidAnswers."""
    due = day_field()
    typed = {name: values for name, values in form.raw.items() if name in due.raw_names}
    parsed = parse([due], typed, known={}, registers={}, units=(), today=now.date())
    if parsed.problems:
        raise InvalidAnswers(parsed.problems)
    return date.fromisoformat(str(parsed.answers["due"]))


def make(
    database: Database, pack: Pack, viewer: Officer, form: Form, now: datetime, *, reference: str | None
) -> Mapping[str, Problem]:
    """Write the task down, or give what is wrong with it."""
    fields = task_fields(())
    asked = {name for one in fields for name in one.raw_names} - {"owner"}
    typed = {name: values for name, values in form.raw.items() if name in asked}
    parsed = parse(
        [one for one in fields if one.name != "owner"], typed, known={}, registers={}, units=(), today=now.date()
    )
    if parsed.problems:
        return parsed.problems
    answers = parsed.answers
    new = NewTask(
        title=str(answers["title"]),
        note=str(answers.get("note") or ""),
        due=date.fromisoformat(str(answers["due"])),
        owner=read_number(form.one("owner")) if form.one("owner") else viewer.id,
    )
    try:
        database.write(
            tasks.make_task, new, reference=reference, key=form.submission.hex(), pack=pack, viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        return invalid.problems
    return NO_PROBLEMS


def place_in(reference: str) -> str:
    return f"/desk/cases/{reference}/tasks"


def task_fields(people: Sequence[Person]) -> tuple[Field, ...]:
    owner = Field(
        name="owner", kind=FieldKind.CHOICE, secrecy=Secrecy.ROUTING, label=words_of(OWNER), required=True,
        options=tuple(Option(value=str(one.id), label=dict.fromkeys(NAMES, one.name)) for one in people),
    )  # fmt: skip
    return (
        Field(
            name="title", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(TITLE), required=True,
            limit=LONGEST_TITLE,
        ),
        Field(
            name="note", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(NOTE), limit=LONGEST_NOTE, rows=3
        ),
        day_field(),
        owner,
    )  # fmt: skip


def day_field() -> Field:
    return Field(name="due", kind=FieldKind.DATE, secrecy=Secrecy.ROUTING, label=words_of(DUE), required=True)


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    *,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    late: int | None = None,
) -> Page:
    """*late*: the task that could not be put off, whose form has the problem."""
    people = database.read(tasks.people_for, None, viewer=viewer)
    return page(
        request,
        "desk/tasks.html",
        status=422 if problems else 200,
        mine=database.read(listing.tasks_of, viewer=viewer),
        given=database.read(listing.given_by, viewer=viewer),
        fields=task_fields(people) if len(people) > 1 else task_fields(())[:-1],
        day_field=day_field(),
        typed=typed or {"owner": [str(viewer.id)]},
        problems=problems,
        late=late,
        done=DONE_WORDS.get(request.query_params.get("done", "")),
    )


def draw_new(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    viewer: Officer,
    reference: str,
    *,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    written: Written | None = None,
) -> Page:
    people = database.read(tasks.people_for, reference, viewer=viewer)
    return page(
        request,
        "desk/new_task.html",
        status=422 if problems else 200,
        reference=reference,
        place=place_in(reference),
        fields=task_fields(people) if len(people) > 1 else task_fields(())[:-1],
        typed={name: values for name, values in typed.items() if name != UNSENT} or {"owner": [str(viewer.id)]},
        problems=problems,
        written=written,
    )


routes = [show_tasks, add_task, show_new_task, add_to_case, change_task]
