"""The same for several rows of the queue: take them, give them to somebody, do an act on each; told row by row."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.monitoring.asking import Cluster, ask_for_visit, asks_for_visits, find_cluster
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from cases.worklist import bulk, listing
from cases.worklist.bulk import MOST, MOST_ACTS, Chosen, Common, Outcome
from web.desk.asking import asked_as_query, read_asked
from web.desk.handing_out import read_number
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.problems import problem_words
from web.security import Access, may
from workflows.fields import Problem
from workflows.names import Label

ROW = re.compile(r"(?P<reference>[0-9]{4}-[0-9]{6}-[0-9])(?:~(?P<version>[0-9]{1,9}))?")
"""How a tick names its case, and the version that was seen."""
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


@post("/desk/bulk/visit", access=Access.CASEWORK, sync_to_thread=True)
def ask_visit(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Ask for a special visit to the place that the ticked complaints are about."""
    chosen = rows_in(form)
    back = asked_as_query(read_asked(one_of_each(form), pack, viewer), form.one("columns"))
    try:
        cluster = ask_for_visit(
            database, [one.reference for one in chosen], key=form.submission.hex(), pack=pack, secrets=secrets,
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers:
        return draw_visit(request, chosen, back, database=database, pack=pack, viewer=viewer)
    return page(
        request, "desk/bulk_visit.html", cluster=cluster, chosen=chosen, back=back, place=place_words(cluster, pack), done=True
    )  # fmt: skip


def draw_visit(
    request: Request,  # type: ignore[type-arg]
    chosen: Sequence[Chosen],
    back: Mapping[str, object],
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
) -> Page:
    """What the mechanism will learn, before anything is sent; or why these cases are none to ask for."""
    try:
        cluster = database.read(find_cluster, [one.reference for one in chosen], pack=pack, viewer=viewer)
    except InvalidAnswers as invalid:
        return page(
            request, "desk/bulk_visit.html", status=422, cluster=None, chosen=chosen, back=back,
            problem=invalid.problems["row"], problem_words=problem_words, done=False,
        )  # fmt: skip
    return page(
        request, "desk/bulk_visit.html", cluster=cluster, chosen=chosen, back=back, place=place_words(cluster, pack), done=False
    )  # fmt: skip


def place_words(cluster: Cluster, pack: Pack) -> Label:
    return pack.registers[pack.monitoring.places][cluster.place].label if pack.monitoring else {}


def one_of_each(form: Form) -> Mapping[str, str]:
    return {name: values[-1] for name, values in form.raw.items() if values}


def rows_in(form: Form) -> list[Chosen]:
    """What was ticked, each once; what is no row of ours is left out."""
    found: dict[str, Chosen] = {}
    for text in form.all("row"):
        match = ROW.fullmatch(text)
        if match:
            version = None if match["version"] is None else int(match["version"])
            found[match["reference"]] = Chosen(match["reference"], version)
    return list(found.values())[:MOST]


def chosen_in(database: Database, form: Form, pack: Pack, viewer: Officer, now: datetime) -> list[Chosen]:
    """The ticked rows; or all of this part of the queue, of which nobody looked at each."""
    asked = read_asked(one_of_each(form), pack, viewer)
    if not form.one("everything") or asked.tab == "closed":
        return rows_in(form)
    found = database.read(listing.references_in, asked, most=MOST, pack=pack, viewer=viewer, at=now)
    return [Chosen(reference, None) for reference in found]


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


routes = [begin, give, act, ask_visit]
