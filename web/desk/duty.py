"""The duty page: who may die tonight, who was rung, and one button that says "I have it"."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.acts import acting
from cases.database import Database
from cases.duty import desk, trial
from cases.duty.desk import AlertView
from cases.errors import ActRefused, ChangedMeanwhile, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.i18n import N_, label
from web.kit.fields import Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, page, redirect
from web.security import Access
from workflows.engine import Refusal
from workflows.fields import Problem

HAVE_IT = "have_it"
FIRST = ("log_call", "confirm_safe", "finish_calls")
"""What somebody who has it does next, in this order: these stand open on the page, the rest folds."""
DONE = {
    HAVE_IT: N_("It is yours. Make the call now and log it here"),
    "log_call": N_("The call is logged"),
    "test": N_("Thank you. Your telephone works"),
}


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """An act that was not done, and everything that was typed for it."""

    reference: str
    act: str
    typed: Raw
    problems: Mapping[str, Problem] = msgspec.field(default_factory=dict)
    refusal: Refusal | None = None


@get("/desk/duty", access=Access.CASEWORK, sync_to_thread=True)
def show_duty(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Every open alert that the officer may know of, those first that nobody has."""
    return draw_duty(request, database, pack, viewer, now, done=done_words(request, DONE))


@post("/desk/duty/{reference:str}/{number:int}/{act:str}", access=Access.CASEWORK, sync_to_thread=True)
def do_act(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """An act of an alert. The case changes with every ring, so no version is asked for: the stage decides what is open."""
    try:
        database.write(
            acting.record_act, reference, number, act, form.raw,
            pack=pack, key=form.submission.hex(), version=None, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        trouble = Trouble(reference=reference, act=act, typed=form.raw, problems=invalid.problems)
    except ActRefused as refused:
        trouble = Trouble(reference=reference, act=act, typed=form.raw, refusal=refused.refusal)
    except ChangedMeanwhile:
        trouble = Trouble(reference=reference, act=act, typed=form.raw)
    else:
        return redirect(request, "/desk/duty", query={"done": act})
    return draw_duty(request, database, pack, viewer, now, trouble=trouble)


@post("/desk/duty/test", access=Access.STAFF, sync_to_thread=True)
def confirm_test(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The test alarm arrived."""
    database.write(trial.confirm_trial, viewer=viewer, at=now)
    return redirect(request, "/desk/duty", query={"done": "test"})


def draw_duty(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    *,
    trouble: Trouble | None = None,
    done: str | None = None,
) -> Page:
    """The page; after *trouble* with what was typed, or that somebody else was quicker."""
    shown = database.read(desk.open_desk, pack=pack, viewer=viewer, at=now)
    open_page(request)
    failed = next((one for one in shown.alerts if trouble and one.reference == trouble.reference), None)
    fields = (
        next((offer.fields for offer in failed.offers if trouble and offer.act == trouble.act), ()) if failed else ()
    )
    return page(
        request,
        "desk/duty.html",
        status=(422 if trouble.problems else 409) if trouble else 200,
        duty=shown,
        pack=pack,
        trouble=trouble,
        failed=failed,
        failed_fields=fields,
        problems=trouble.problems if trouble else None,
        rung_words={rung.rung: rung_words(rung.rung, pack) for alert in shown.alerts for rung in alert.rungs},
        place_words={place: label(words) for place, words in pack.duty.places.items()},
        state=state_of(shown.alerts),
        have_it=HAVE_IT,
        first_acts=FIRST,
        done=done,
    )


def rung_words(rung: str, pack: Pack) -> str:
    """A rung of the ladder as people call it."""
    place = pack.duty.place_of(rung)
    if place is not None:
        return label(pack.duty.places[place])
    if rung in pack.words.roles:
        return label(pack.words.roles[rung])
    return label(pack.duty.head)


def state_of(alerts: tuple[AlertView, ...]) -> str:
    """What the page's script compares, to say that something is new: no word of it is for people."""
    return " ".join(f"{one.reference}/{one.stage}/{sum(rung.times for rung in one.rungs)}" for one in alerts)


routes = [show_duty, do_act, confirm_test]
