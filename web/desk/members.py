"""The members of a group one by one: found by state, acted on one at a time or many at once, each with what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.groups import changing, members
from cases.groups.changing import ACTS, CHANGING, REMEDY, REMEDY_MOVES, Change, Outcome
from cases.groups.members import STATES, Asked
from cases.groups.reading import columns_of
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.desk.boxes import asked as question
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.fields import Field, FieldKind, Option, Problem, parse

PATH = "/desk/cases/{reference:str}/members"
STATE_WORDS: Mapping[str, str] = {
    "listed": N_("On the list"),
    "confirmed": N_("Confirmed"),
    "settled": N_("Settled"),
    "left": N_("Left the group"),
}
REMEDY_WORDS: Mapping[str, str] = {
    "due": N_("Due"),
    "claimed": N_("The body says it is done"),
    "verified": N_("Verified"),
    "not_done": N_("Not done"),
}
ACT_WORDS: Mapping[str, str] = {
    "confirm": N_("Confirmed: they are part of it"),
    "settle": N_("Settled: they alone agreed"),
    "leave": N_("They leave the group"),
    "return": N_("Back into the group"),
    "remedy.due": N_("Remedy: due"),
    "remedy.claimed": N_("Remedy: the body says it is done"),
    "remedy.verified": N_("Remedy: verified by the person or by proof"),
    "remedy.not_done": N_("Remedy: not done"),
}
REFUSED_WORDS: Mapping[str, str] = {
    **STATE_WORDS,
    **REMEDY_WORDS,
    "none": N_("has no such remedy"),
    "unknown": N_("no such member"),
}
TICKED, FILTERED = "ticked", "filtered"
SCOPES = {TICKED: N_("Those that are ticked"), FILTERED: N_("All that this filter finds")}
SHOWN_COLUMNS = 3
"""Columns of the list that fit beside state and remedies."""


@get(PATH, access=Access.CASEWORK, sync_to_thread=True)
def show_members(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """A page of them; the address holds the filter and never a name."""
    return draw(
        request, reference, read_asked(request.query_params), database=database, pack=pack, viewer=viewer, now=now
    )


@post(PATH + "/take", access=Access.CASEWORK, sync_to_thread=True)
def take_over(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Make members of the people on the complainant's list."""
    database.write(members.take_over, reference, key=form.submission.hex(), pack=pack, viewer=viewer, at=now)
    return redirect(request, f"/desk/cases/{reference}/members")


@post(PATH, access=Access.CASEWORK, sync_to_thread=True)
def change(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """One act for many, with what came of each on the answer."""
    asked = read_asked({name: form.one(f"filter-{name}") for name in ("state", "remedy", "after", "all")})
    told: Sequence[Outcome] = ()
    problems: Mapping[str, Problem] = NO_PROBLEMS
    try:
        wanted = read_change(form, asked, pack)
        told = database.write(
            changing.change_members, reference, wanted, key=form.submission.hex(), pack=pack, viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        problems = invalid.problems
    typed = form.raw if problems else NOTHING
    return draw(
        request, reference, asked, database=database, pack=pack, viewer=viewer, now=now, told=told, typed=typed,
        problems=problems,
    )  # fmt: skip


def read_asked(query: Mapping[str, Any]) -> Asked:
    """What an address asks for; a part that means nothing is left out."""
    state, remedy, after = query.get("state", ""), query.get("remedy", ""), str(query.get("after", ""))
    number = int(after) if after.isascii() and after.isdecimal() and len(after) < 9 else 0
    return Asked(
        state=state if state in STATES else "",
        remedy=remedy if remedy in REMEDY_MOVES else "",
        after=number,
        everyone=query.get("all") == "yes",
    )


def read_change(form: Form, asked: Asked, pack: Pack) -> Change:
    """Raises: InvalidAnswers with every mistake at once."""
    fields = fields_of(pack)
    mine = {name: values for name, values in form.raw.items() if any(name in one.raw_names for one in fields)}
    parsed = parse(fields, mine)
    problems, act = dict(parsed.problems), str(parsed.answers.get("act", ""))
    if act.startswith(REMEDY) and "kind" not in parsed.answers:
        problems.setdefault("kind", Problem("required"))
    if problems:
        raise InvalidAnswers(problems)
    promised, amount = parsed.answers.get("promised"), parsed.answers.get("amount")
    return Change(
        act=act,
        numbers=[int(one) for one in form.all("member") if one.isascii() and one.isdecimal() and len(one) < 9],
        everyone=asked if parsed.answers["scope"] == FILTERED else None,
        kind=str(parsed.answers.get("kind", "")) if act.startswith(REMEDY) else "",
        promised=date.fromisoformat(str(promised)) if promised else None,
        amount=Decimal(str(amount)) if amount is not None else None,
    )


def fields_of(pack: Pack) -> tuple[Field, ...]:
    """What is asked of an act on many."""
    acts = tuple(Option(value=one, label=words_of(ACT_WORDS[one])) for one in ACTS)
    kinds = tuple(Option(value=one, label=label) for one, label in pack.taxonomies["remedies"].labels.items())
    scopes = tuple(Option(value=one, label=words_of(words)) for one, words in SCOPES.items())
    return (
        question("scope", FieldKind.CHOICE, N_("For whom?"), options=scopes),
        question("act", FieldKind.CHOICE, N_("What is noted?"), options=acts),
        question("kind", FieldKind.CHOICE, N_("Which remedy?"), required=False, options=kinds),
        question("promised", FieldKind.DATE, N_("Promised by"), required=False, future=True),
        question("amount", FieldKind.MONEY, N_("Sum for each of them: promised, paid or confirmed"), required=False),
    )


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    asked: Asked,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    told: Sequence[Outcome] = (),
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    """Through `write`: opening sealed names is written down. Raises: CaseNotFound, CannotOpen."""
    group = database.write(members.group_of, reference, asked, viewer=viewer, at=now)
    fields = fields_of(pack)
    return page(
        request,
        "desk/members.html",
        status=422 if problems else 200,
        reference=reference,
        group=group,
        total=sum(group.counts.values()),
        asked=asked,
        columns=columns_of(pack)[:SHOWN_COLUMNS],
        fields=fields,
        all_fields=(*fields, question("members", FieldKind.CHOICES, N_("Members"))),
        typed={"scope": [TICKED], **typed},
        ticked=set(typed.get("member", ())),
        problems=problems,
        done=sum(not one.refused for one in told),
        refused=[one for one in told if one.refused],
        states=STATE_WORDS,
        remedy_states=REMEDY_WORDS,
        refused_words=REFUSED_WORDS,
        changes=not CHANGING.isdisjoint(viewer.roles),
        pack=pack,
    )


routes = [show_members, take_over, change]
