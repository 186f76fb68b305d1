"""An office asks for a visit because of several complaints that it reads. The mechanism learns the place and how many they are.

No link leads from the visit to a complaint, and its file is read by the mechanism alone: what people say at a visit goes into no
complaint without their consent (OPCAT art. 21.2), and whoever visits is not to look for who complained.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.offices import office_code
from cases.database import Database
from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.moments import whole_second
from cases.monitoring.places import COMPLAINTS
from cases.monitoring.plan import MonitoringPlan
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.related.issues import TITLE, Issue, every_issue, first_office, offices_in
from cases.related.opening_issue import URGENCY, Readers, open_with
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from workflows.facts import Value
from workflows.fields import Problem

ASKED: Final = "visit_asked"
"""The act of each complaint's journal."""
FEWEST: Final = 2
"""One complaint is no cluster: for it the case has a visit of its own, and alone it could be told by the place."""


class Cluster(msgspec.Struct, frozen=True):
    """Complaints about one place."""

    place: str
    count: int


def asks_for_visits(viewer: Officer, pack: Pack) -> bool:
    return pack.monitoring is not None and not pack.monitoring.asked.by.isdisjoint(viewer.roles)


def ask_for_visit(
    database: Database, references: Collection[str], *,
    key: str, pack: Pack, secrets: Secrets, viewer: Officer, at: datetime,
) -> Cluster:  # fmt: skip
    """Begin a special visit to the place of these complaints. The same *key* begins one, and completes what was cut off.

    Raises: NotAllowed; InvalidAnswers (`row`) where they are fewer than two, of several places or of none, or behind a wall.
    """
    plan = pack.monitoring
    if plan is None or not asks_for_visits(viewer, pack):
        raise NotAllowed
    cluster = database.read(find_cluster, references, pack=pack, viewer=viewer)
    issue = next(one for one in every_issue(pack) if one.name == plan.visit)
    entry = pack.registers[plan.places][cluster.place]
    facts: dict[str, Value] = {
        **plan.asked.facts,
        plan.asked.count: cluster.count,
        "facility": cluster.place,
        "region": entry.region,
    }
    title = entry.label[pack.languages[0]][:TITLE]
    open_with(
        database,
        issue,
        facts,
        title,
        readers_of(issue, plan, pack),
        key=key,
        pack=pack,
        secrets=secrets,
        viewer=viewer,
        at=at,
    )
    database.write(note_asked, references, key=key, pack=pack, viewer=viewer, at=at)
    return cluster


def readers_of(issue: Issue, plan: MonitoringPlan, pack: Pack) -> Readers:
    """The mechanism's office and whom it escalates to; not the office that asks."""
    procedure = pack.procedures[plan.visit]
    unit = office_code(first_office(procedure) or "", pack)
    if unit is None:
        raise NotAllowed
    offices = [code for word in offices_in(procedure) if (code := office_code(word, pack)) is not None]
    return unit, tuple(dict.fromkeys([unit, *offices, *pack.units[unit].escalates_to])), URGENCY


def find_cluster(session: Session, references: Collection[str], *, pack: Pack, viewer: Officer) -> Cluster:
    """What these cases have in common. Raises: InvalidAnswers (`row`)."""
    plan, cases = pack.monitoring, picked(session, references, viewer=viewer)
    known = pack.registers[plan.places] if plan else {}
    places = {case.facility for case in cases if case.facility in known}
    if any(case.kind != COMPLAINTS or case.walled for case in cases):
        raise InvalidAnswers({"row": Problem("not_for_visits")})
    if len(places) != 1 or any(case.facility not in places for case in cases):
        raise InvalidAnswers({"row": Problem("several_places")})
    if len(cases) < FEWEST:
        raise InvalidAnswers({"row": Problem("too_few_cases")})
    return Cluster(str(places.pop()), len(cases))


def picked(session: Session, references: Collection[str], *, viewer: Officer) -> Sequence[Case]:
    """Raises: InvalidAnswers (`row`) for a case that the viewer may not know of."""
    try:
        return [find_case(session, one, viewer=viewer) for one in dict.fromkeys(references)]
    except CaseNotFound:
        raise InvalidAnswers({"row": Problem("unknown_case")}) from None


def note_asked(
    session: Session, references: Collection[str], *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """In each complaint stands that a visit was asked for, and not which: the visit's number would lead there."""
    for case in picked(session, references, viewer=viewer):
        act_key = f"{key}:{case.id}"
        if journal.find_act(session, act_key) is None:
            journal.append(
                session, case_id=case.id, act=ASKED, act_key=act_key, actor=viewer.actor, at=whole_second(at),
                body={"place": case.facility}, pack=case.pack, calendar=pack.calendar.version,
            )  # fmt: skip
