"""Bodies of a case that have a link now: a signed letter can be laid behind it."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import find_proceeding
from cases.bodies.links import page_of
from cases.packs.jurisdiction import Pack
from cases.records import BodyLink, Case, Proceeding
from workflows.names import Label


class OpenLink(msgspec.Struct, frozen=True):
    """A link that is open. *number*: of its proceeding."""

    number: int
    body: Label


def links_for(session: Session, case: Case, *, pack: Pack, at: datetime) -> tuple[OpenLink, ...]:
    """Links of the case that are open, the oldest proceeding first."""
    rows = session.execute(
        select(BodyLink.proceeding_id, Proceeding.number)
        .join(Proceeding, Proceeding.id == BodyLink.proceeding_id)
        .where(BodyLink.case_id == case.id, BodyLink.closed_at.is_(None), BodyLink.expires_at > at)
        .where(Proceeding.ended_at.is_(None))
        .order_by(Proceeding.number)
    )
    return tuple(OpenLink(number, body_of(session, case, asked, pack=pack)) for asked, number in rows)


def body_of(session: Session, case: Case, proceeding_id: int, *, pack: Pack) -> Label:
    proceeding = find_proceeding(session, proceeding_id, pack=pack)
    page = page_of(pack, proceeding)
    entry = pack.registers["bodies"].get(str(proceeding.facts(case).get(page.body))) if page else None
    return entry.label if entry else {}
