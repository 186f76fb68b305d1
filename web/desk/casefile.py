"""The case file: what is known, what has happened, and the acts that its procedures allow now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases import casefile
from cases.acts import acting
from cases.casefile import CaseFile, Event
from cases.casefile.remedies import totals
from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import ActRefused, ChangedMeanwhile, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.related.issues import COMPLAINT, may_begin_by
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.handing_out import GIVEN, read_passed
from web.desk.parties import DONE_WORDS as PARTY_WORDS
from web.desk.reasons import passed_words, reason_words
from web.desk.tasks import DONE_WORDS
from web.desk.words import (
    ACTOR_WORDS,
    ALIKE_WORDS,
    ASTRAY_WORDS,
    EVENT_WORDS,
    IN_HEADER,
    LINK_WORDS,
    NOTICE_SIGNS,
    PAYMENT_WORDS,
    URGENCY_SIGNS,
)
from web.desk.worklist import sound_reference
from web.kit.fields import Raw
from web.kit.forms import UNSENT, Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.unsent import SEEN, WANTED, forget_sent
from web.security import Access
from workflows.engine import Offer, Refusal
from workflows.fields import FieldKind, Problem
from workflows.names import Label

NEVER_SEEN = -1


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """An act that was not done, and everything that was typed for it."""

    number: int
    act: str
    typed: Raw
    problems: Mapping[str, Problem] = msgspec.field(default_factory=dict)
    refusal: Refusal | None = None
    changed: bool = False
    seen: int = NEVER_SEEN
    restored: bool = False
    """Nothing went wrong: it was kept when it could not be sent, and is offered again."""

    @property
    def status(self) -> int:
        return 200 if self.restored else 422 if self.problems else 409


class Came(msgspec.Struct, frozen=True):
    """What the case page says of how the officer came to it: handed out just now, or its handler changed or not."""

    given: bool = False
    passed: Mapping[str, int] = msgspec.field(default_factory=dict)
    """How many cases were passed over, by why."""
    handler: str = ""
    """`done`, `changed` or `refused`."""


AS_EVER: Final = Came()
"""Opened from a list or by its address: there is nothing to say."""


def came_to(query: Mapping[str, str]) -> Came:
    """What the address says of it; nothing of that is taken further than onto the page."""
    given = GIVEN in query
    return Came(given, read_passed(query) if given else {}, query.get("handler", ""))


@get("/desk/cases/{reference:str}", access=Access.CASEWORK, sync_to_thread=True)
def show_case(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    # Through `write`: opening sealed words is written down (design 04 §4.7).
    case, written = database.write(casefile.open_to_work, reference, pack=pack, viewer=viewer, at=now)
    asked = request.query_params
    return draw_case(request, case, pack, done="done" in asked, came=came_to(asked), written=written)


@get("/desk/cases/{reference:str}/proceedings/{number:int}/{act:str}", access=Access.CASEWORK, sync_to_thread=True)
def show_act(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The case with one act's form open: the address of a form that was sent in vain, in another language, or kept."""
    case, written = database.write(casefile.open_to_work, reference, pack=pack, viewer=viewer, at=now)
    kept = next((one for one in written if one.place == act_place(case.reference, number, act)), None)
    if kept is None or WANTED not in request.query_params:
        handed = named_case(case, number, act, request.query_params)
        return draw_case(request, case, pack, opened=(number, act), written=written, handed=handed)
    trouble = Trouble(number=number, act=act, typed=kept.typed, restored=True)
    return draw_case(request, case, pack, trouble=trouble, written=[one for one in written if one is not kept])


@post(
    "/desk/cases/{reference:str}/proceedings/{number:int}/{act:str}",
    access=Access.CASEWORK,
    keeps=True,
    sync_to_thread=True,
)
def do_act(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    act: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    key, seen = form.submission.hex(), read_version(form.one(SEEN))
    typed = {name: values for name, values in form.raw.items() if name not in {SEEN, UNSENT}}
    try:
        database.write(
            acting.record_act, reference, number, act, typed, pack=pack, key=key, version=seen, viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        trouble = Trouble(number=number, act=act, typed=typed, problems=invalid.problems)
    except ActRefused as refused:
        trouble = Trouble(number=number, act=act, typed=typed, refusal=refused.refusal)
    except ChangedMeanwhile:
        trouble = Trouble(number=number, act=act, typed=typed, changed=True, seen=seen)
    else:
        forget_sent(database, secrets, act_place(reference, number, act), viewer=viewer)
        return redirect(request, f"/desk/cases/{reference}", query={"done": act})
    case = database.write(casefile.open_case, reference, pack=pack, viewer=viewer, at=now)
    return draw_case(request, case, pack, trouble=trouble)


@post("/desk/cases/{reference:str}/name", access=Access.CASEWORK, sync_to_thread=True)
def rename(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    database.write(casefile.rename, reference, form.one("nickname"), viewer=viewer, at=now)
    return redirect(request, f"/desk/cases/{reference}")


@get("/desk/cases/{reference:str}/letters/{letter:int}", access=Access.CASEWORK, sync_to_thread=True)
def show_letter(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    case = database.write(casefile.open_case, reference, pack=pack, viewer=viewer, at=now)
    found = next((one for one in case.letters if one.id == letter), None)
    if found is None:
        raise NotFoundException
    return page(request, "desk/letter.html", case=case, letter=found)


def draw_case(
    request: Request,  # type: ignore[type-arg]
    case: CaseFile,
    pack: Pack,
    *,
    trouble: Trouble | None = None,
    opened: tuple[int, str] | None = None,
    done: bool = False,
    came: Came = AS_EVER,
    written: Sequence[Written] = (),
    handed: Raw | None = None,
) -> Page:
    """The case file; after *trouble* with everything that was typed, and what the matter was beside the act."""
    offer = trouble and offer_of(case, trouble.number, trouble.act)
    return page(
        request,
        "desk/case.html",
        status=trouble.status if trouble else 200,
        case=case,
        pack=pack,
        trouble=trouble,
        failed_fields=offer.fields if offer else (),
        failed_prefix=f"p{trouble.number}-{trouble.act}-" if trouble else "",
        kept=kept_words(case, trouble, pack) if trouble and not offer else (),
        news=news_since(case, trouble.seen) if trouble and trouble.changed else (),
        opened=(trouble.number, trouble.act) if trouble else opened,
        done=done,
        task_done=DONE_WORDS.get(request.query_params.get("task", "")),
        party_done=PARTY_WORDS.get(request.query_params.get("party", "")),
        came=came,
        divides=may_begin_by(pack.procedures[COMPLAINT], request.state["viewer"]),
        written=[(one, act_label(case, one.place)) for one in written],
        seen=SEEN,
        actor_words=ACTOR_WORDS,
        event_words=EVENT_WORDS,
        urgency_signs=URGENCY_SIGNS,
        notice_signs=NOTICE_SIGNS,
        astray_words=ASTRAY_WORDS,
        link_words=LINK_WORDS,
        alike_words=ALIKE_WORDS,
        handed=handed or {},
        in_header=IN_HEADER,
        payment_words=PAYMENT_WORDS,
        sums=totals(case.remedies),
        reason_words=reason_words,
        passed_words=passed_words,
    )


def act_place(reference: str, number: int, act: str) -> str:
    """Where what is typed for an act is kept: at its form's address."""
    return f"/desk/cases/{reference}/proceedings/{number}/{act}"


def act_label(case: CaseFile, place: str) -> Label:
    """The label of the act whose form stands at *place*; nothing for another form of the case."""
    for proceeding in case.proceedings:
        for acts in proceeding.definition.acts.values():
            for name, act in acts.items():
                if place == act_place(case.reference, proceeding.number, name):
                    return act.label
    return {}


def named_case(case: CaseFile, number: int, act: str, query: Mapping[str, str]) -> Raw:
    """What stands in the form of an act that another case is handed to: its number where the act asks for a case."""
    offer, other = offer_of(case, number, act), sound_reference(query.get("case", ""))
    if offer is None or other is None:
        return {}
    return {field.name: [other] for field in offer.fields if field.kind is FieldKind.CASE}


def offer_of(case: CaseFile, number: int, act: str) -> Offer | None:
    """The case's offer of the act whose form was sent; None when it is not possible any more."""
    offers = (offer for proceeding in case.proceedings if proceeding.number == number for offer in proceeding.offers)
    name = act.partition(":")[2] or act
    return next((offer for offer in offers if offer.act == name and offer.refusal is None), None)


def kept_words(case: CaseFile, trouble: Trouble, pack: Pack) -> list[tuple[Label | str, str]]:
    """What was typed for an act that has no form any more, by the labels of its fields where they are known."""
    procedures = [each.definition for each in case.proceedings if each.number == trouble.number]
    acts = [acts[trouble.act] for each in procedures for acts in each.acts.values() if trouble.act in acts]
    labels = {field.name: field.label for act in acts for field in act.asks}
    return [(labels.get(name, name), text) for name, texts in trouble.typed.items() for text in texts if text]


def news_since(case: CaseFile, seen: int) -> tuple[Event, ...]:
    """What was done since the version that a form was drawn from: of the events that are news, each made one version."""
    news = tuple(event for event in case.timeline if event.news)
    return news[: max(1, case.version - seen) if seen != NEVER_SEEN else 1]


def read_version(text: str) -> int:
    """The version a form was drawn from; a damaged mark is older than every case, so that nobody acts blindly."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else NEVER_SEEN


routes = [show_case, show_act, do_act, rename, show_letter]
