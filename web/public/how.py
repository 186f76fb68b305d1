"""How we work: every procedure in plain words, drawn from its live file. Nothing here is written twice."""

import msgspec
from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.packs.jurisdiction import Pack
from web.i18n import gettext, label
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.kit.rules import clock_notes, limit_words, role_words
from web.security import Access
from workflows.acts import SYSTEM_ROLE, Act
from workflows.definition import Procedure, Stage

FIRST = "complaint"
"""The procedure that the page begins with."""
COMPLAINANT = "complainant"


class ActWords(msgspec.Struct, frozen=True):
    """An act of ours, and what is worth knowing about it. `help` is for officers and not shown."""

    name: str
    notes: tuple[str, ...]


class StageWords(msgspec.Struct, frozen=True):
    name: str
    told: str
    """What the complainant reads meanwhile; empty where they are told nothing."""
    owner: str
    ours: tuple[ActWords, ...]
    yours: tuple[tuple[str, str], ...]
    """What the complainant can do: its name and its help."""


@get("/how-we-work", access=Access.ANYONE, sync_to_thread=True)
def how_we_work(request: Request, pack: GivenPack) -> Page:  # type: ignore[type-arg]
    """How a complaint is handled, and a list of all else that may be opened beside it."""
    return draw(request, pack, pack.procedures[FIRST])


@get("/how-we-work/{name:str}", access=Access.ANYONE, sync_to_thread=True)
def how_one_works(request: Request, name: FromPath[str], pack: GivenPack) -> Page:  # type: ignore[type-arg]
    """One of the other procedures, in the same way."""
    if name not in pack.procedures:
        raise NotFoundException
    return draw(request, pack, pack.procedures[name])


def draw(request: Request, pack: Pack, procedure: Procedure) -> Page:  # type: ignore[type-arg]
    open_page(request)
    others = [one for one in pack.procedures.values() if one.name != procedure.name]
    anywhere = list(procedure.anywhere.values())
    return page(
        request,
        "public/how.html",
        procedure=procedure,
        first=procedure.name == FIRST,
        stages=[stage_words(stage, pack) for stage in procedure.stages.values() if not stage.end],
        ends=[stage_words(stage, pack) for stage in procedure.stages.values() if stage.end],
        always=act_words(anywhere, pack),
        always_yours=your_acts(anywhere),
        limits=[
            (label(clock.label), limit_words(clock), clock_notes(clock, pack)) for clock in procedure.clocks.values()
        ],
        mains=[one for one in others if one.kind == "main"],
        sides=[one for one in others if one.kind != "main"],
    )


def stage_words(stage: Stage, pack: Pack) -> StageWords:
    acts = list(stage.acts.values())
    return StageWords(
        name=label(stage.label),
        told=label(pack.words.statuses.get(stage.status or "")),
        owner=role_words({stage.owner}, pack) if stage.owner else "",
        ours=act_words(acts, pack),
        yours=your_acts(acts),
    )


def your_acts(acts: list[Act]) -> tuple[tuple[str, str], ...]:
    """What only the complainant, or the complainant too, can do."""
    return tuple((label(act.label), label(act.help)) for act in acts if COMPLAINANT in act.by)


def act_words(acts: list[Act], pack: Pack) -> tuple[ActWords, ...]:
    """What we can do; acts that nothing but the system does are no decision of anybody."""
    ours = [act for act in acts if act.by - {COMPLAINANT, SYSTEM_ROLE}]
    return tuple(ActWords(label(act.label), tuple(notes_of(act, pack))) for act in ours)


def notes_of(act: Act, pack: Pack) -> list[str]:
    """Four eyes, letters, and what is opened."""
    notes = []
    if act.confirmed_by is not None:
        notes.append(gettext("two people decide"))
    if COMPLAINANT in act.tells:
        notes.append(gettext("you get a letter"))
    elif act.message is not None:
        notes.append(gettext("you read it in your mailbox"))
    notes += [
        gettext("opens: %(title)s", title=label(pack.procedures[each.procedure].title))
        for each in act.opens
        if each.procedure in pack.procedures
    ]
    return notes


routes = [how_we_work, how_one_works]
