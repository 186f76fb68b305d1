"""The same for several rows of the queue: take them, give them to somebody, do an act on each; told row by row."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.monitoring.asking import asks_for_visits
from cases.viewer import Officer
from cases.worklist import bulk
from cases.worklist.bulk import MOST_ACTS, Chosen, Common, Outcome
from web.desk.asking import asked_as_query, read_asked
from web.desk.bulk_visit import draw_visit
from web.desk.chosen import chosen_in, one_of_each, rows_in
from web.desk.handing_out import read_number
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access, may
from workflows.fields import Problem

OWN = frozenset(
    {"do", "row", "officer", "everything", "tab", "track", "stage", "urgency", "facility", "sort", "columns"}
)
"""Fields of ours beside an act's answers."""
RESULT_WORDS: Mapping[str, str] = {
    "done": N_("Done"),
    "already": N_("Was so already"),
    "waits": N_("Waits for a second person"),
    "changed": N_("Not done: the case has changed since you saw it"),
    "taken": N_("Not done: somebody else has it"),
    "gone": N_("Not done: there is no such case for you"),
    "not_allowed": N_("Not done: it is not open to you"),
    "kept_out": N_("Not done: something keeps that officer out of it"),
    "refused": N_("Not done"),
    "answers": N_("Not done: an answer does not fit this case"),
}


@post("/desk/bulk", access=Access.CASEWORK, sync_to_thread=True)
def begin(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Take at once; for all else a page that asks whom or what."""
    asked = read_asked(one_of_each(form), pack, viewer)
    chosen = chosen_in(database, form, pack, viewer, now)
    back = asked_as_query(asked, form.one("columns"))
    if not chosen:
        return redirect(request, "/desk", query={**back, "none": "chosen"})
    if form.one("do") == "take":
        outcomes = database.write(bulk.take_all, chosen, viewer=viewer, at=now)
        return draw_outcomes(request, outcomes, back)
    if form.one("do") == "visit" and asks_for_visits(viewer, pack):
        return draw_visit(request, chosen, back, database=database, pack=pack, viewer=viewer)
    if form.one("do") == "give" and may(viewer, Access.DECIDING):
        people = database.read(bulk.handlers_here, viewer=viewer)
        return page(request, "desk/bulk_give.html", chosen=chosen, people=people, back=back)
    acts = database.read(bulk.acts_for, chosen, pack=pack, viewer=viewer, at=now)
    return draw_acts(request, acts, chosen[:MOST_ACTS], back)


@post("/desk/bulk/give", access=Access.DECIDING, sync_to_thread=True)
def give(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    chosen = rows_in(form)
    back = asked_as_query(read_asked(one_of_each(form), pack, viewer), form.one("columns"))
    people = database.read(bulk.handlers_here, viewer=viewer)
    officer = read_number(form.one("officer"))
    if officer not in {one.id for one in people}:
        return page(
            request,
            "desk/bulk_give.html",
            status=422,
            chosen=chosen,
            people=people,
            back=back,
            problems={"officer": "missing"},
        )
    outcomes = bulk.give_all(database, chosen, officer, pack=pack, viewer=viewer, at=now)
    return draw_outcomes(request, outcomes, back)


@post("/desk/bulk/acts/{act:str}", access=Access.CASEWORK, sync_to_thread=True)
def act(
    request: Request,  # type: ignore[type-arg]
    *,
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Do the act on each; where its answers fit no case at all, the form again with what was typed."""
    chosen = rows_in(form)[:MOST_ACTS]
    back = asked_as_query(read_asked(one_of_each(form), pack, viewer), form.one("columns"))
    typed = {name: values for name, values in form.raw.items() if name not in OWN}
    if not chosen:
        return redirect(request, "/desk", query={**back, "none": "chosen"})
    outcomes = bulk.act_on_all(
        database, chosen, act, typed, key=form.submission.hex(), pack=pack, viewer=viewer, at=now
    )
    wrong = [one for one in outcomes if one.result == "answers"]
    if wrong and not any(one.result in {"done", "waits"} for one in outcomes):
        acts = database.read(bulk.acts_for, chosen, pack=pack, viewer=viewer, at=now)
        return draw_acts(request, acts, chosen, back, opened=act, typed=typed, problems=wrong[0].problems)
    return draw_outcomes(request, outcomes, back)


def draw_outcomes(request: Request, outcomes: Sequence[Outcome], back: Mapping[str, object]) -> Page:  # type: ignore[type-arg]
    return page(
        request,
        "desk/bulk_done.html",
        outcomes=outcomes,
        words=RESULT_WORDS,
        done=sum(one.result in {"done", "already", "waits"} for one in outcomes),
        back=back,
    )


def draw_acts(
    request: Request,  # type: ignore[type-arg]
    acts: Sequence[Common],
    chosen: Sequence[Chosen],
    back: Mapping[str, object],
    *,
    opened: str | None = None,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    return page(
        request,
        "desk/bulk_acts.html",
        status=422 if problems else 200,
        chosen=chosen,
        acts=acts,
        back=back,
        opened=opened,
        opened_fields=next((one.offer.fields for one in acts if one.offer.act == opened), ()),
        typed=typed,
        problems=problems,
    )


routes = [begin, give, act]
