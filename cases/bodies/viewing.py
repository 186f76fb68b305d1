"""An officer's side of a request: the body's link, and every version of the answer beside what we and the complainant said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.proceedings import load_proceeding
from cases.bodies.answering import SENT
from cases.bodies.links import ISSUED, WRITTEN, is_running, open_links, page_of
from cases.bodies.naming import may_name
from cases.bodies.plan import BodyPage
from cases.bodies.sealed_files import GIVEN
from cases.casefile.view import CaseFile, Event
from cases.doors.staff import reads_content
from cases.errors import NotAllowed
from cases.evidence.reading import INFECTED, FileView
from cases.journals.journal import read_body
from cases.packs.jurisdiction import Pack
from cases.records import Entry
from cases.vault.links import MOST_WRONG
from cases.viewer import Officer
from workflows.fields import Field
from workflows.names import Label
from workflows.procedure import Act


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """The link that is open."""

    issued_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    reminded_at: datetime | None
    reminds: bool
    """Whether an address is known that reminders go to."""
    locked: bool
    """Too many wrong PINs: nobody gets in by it any more."""


class LinkState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a proceeding and its body stand. *link*: None where none is open."""

    body: Label
    email: str
    """Where the register says that it is reached; empty where it says nothing."""
    running: bool
    may_name: bool
    link: LinkView | None
    late: frozenset[datetime]
    """Moments at which something came through a link after the time limit."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the exchange."""

    at: datetime
    source: str
    """`body` (through its link), `paper` (its words, entered by an officer), `us`, `complainant`, `system`."""
    by: str
    title: Label
    answers: tuple[tuple[Field, Any], ...]
    late: bool
    text: str = ""
    """What was written through the link, where it is no act of the procedure."""
    gave: bool = False
    """The text is what a file is called that was given to the body."""


def look_at_link(
    session: Session, reference: str, number: int, *, pack: Pack, viewer: Officer, at: datetime
) -> LinkState | None:
    """None where nobody answers by a link. Raises: CaseNotFound, ProceedingNotFound, NotAllowed."""
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    proceeding = load_proceeding(session, case, number, pack=pack)
    page = page_of(pack, proceeding)
    if page is None:
        return None
    facts = proceeding.facts(case)
    entry = pack.registers["bodies"].get(str(facts.get(page.body)))
    row = next((one for one in open_links(session, proceeding.row.id) if one.expires_at > at), None)
    sent = session.scalars(select(Entry).where(Entry.case_id == case.id, Entry.act == SENT))
    told = [(one.at, read_body(one)) for one in sent]
    return LinkState(
        body=entry.label if entry else {},
        email=entry.email if entry else "",
        running=is_running(proceeding),
        may_name=may_name(page, facts),
        link=None
        if row is None
        else LinkView(
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            opened_at=row.opened_at,
            reminded_at=row.reminded_at,
            reminds=row.address is not None,
            locked=row.wrong >= MOST_WRONG,
        ),
        late=frozenset(at for at, body in told if body.get("proceeding") == number and body.get("late")),
    )


def exchange(case: CaseFile, number: int, state: LinkState, page: BodyPage) -> list[Version]:
    """What was asked, answered and said of it, in the order in which it happened, each with its date and source."""
    found = []
    for event in reversed(case.timeline):
        if event.number == number and event.act in (ISSUED, WRITTEN, GIVEN) and event.reason:
            found.append(
                Version(
                    at=event.at,
                    source="us",
                    by=event.actor,
                    title={},
                    answers=(),
                    late=False,
                    text=event.reason,
                    gave=event.act == GIVEN,
                )
            )
        if event.title is None or not event.answers or not belongs(case, event, number):
            continue
        act = event.act.partition(".")[2]
        source = source_of(event, theirs=act in page.acts)
        late = source == "body" and event.at in state.late
        found.append(
            Version(at=event.at, source=source, by=event.actor, title=event.title, answers=event.answers, late=late)
        )
    return found


def source_of(event: Event, *, theirs: bool) -> str:
    if event.actor in {"body", "complainant", "system"}:
        return event.actor
    return "paper" if theirs else "us"


def belongs(case: CaseFile, event: Event, number: int) -> bool:
    """Whether the event is of this proceeding: its own, or the act that opened it."""
    if event.number == number:
        return True
    this = next(one for one in case.proceedings if one.number == number)
    main = case.proceedings[0]
    name = event.act.removeprefix(f"{main.procedure}.")
    opening = {act for acts in main.definition.acts.values() for act, one in acts.items() if opens(one, this.procedure)}
    return event.number == main.number and event.at == this.opened_at and name in opening


def opens(act: Act, procedure: str) -> bool:
    return any(one.procedure == procedure for one in act.opens)


def givable(case: CaseFile, state: LinkState) -> list[FileView]:
    """Files of the case that may go to this body, as far as a list can tell: those that can be cleaned."""
    return [
        file
        for file in case.files
        if file.kind.cleaned and file.checked != INFECTED and (state.may_name or not file.from_complainant)
    ]


def suggested(case: CaseFile, number: int, page: BodyPage) -> str:
    """Words of ours in which the request stands already, the newest first: for the officer to go through."""
    for event in case.timeline:
        if not belongs(case, event, number) or event.actor in {"body", "complainant"}:
            continue
        answers: Mapping[str, Any] = {field.name: value for field, value in event.answers}
        for name in page.asked:
            if answers.get(name) and event.act.partition(".")[2] not in page.acts:
                return str(answers[name])
    return ""
