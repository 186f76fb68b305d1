"""Proposals to change a law or a practice: to whom, what must change, and what was answered."""

from datetime import date
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, Proceeding
from cases.reports.periods import Period, today
from cases.reports.principles.plan import Proposing
from cases.reports.scopes import House
from cases.viewer import Viewer
from cases.visibility import seen_by
from workflows.names import Label

MOST: Final = 500
"""Proposals that a report lists, the newest first: far more than an institution makes in years."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal that left the house. Codes are the pack's; empty for what is not known."""

    reference: str
    """Empty where the viewer may not open the case."""
    body: str
    change: str
    commitment: str
    answer: str
    stage: Label
    since: date
    adopted: bool


def list_proposals(
    session: Session,
    plan: Proposing,
    *,
    visible: ColumnElement[bool],
    period: Period,
    pack: Pack,
    house: House,
    viewer: Viewer,
) -> tuple[Proposal, ...]:
    """Proposals that were being pursued at the end of *period* or moved in it, the one that moved last first."""
    begins, ends = period.instants(house.zone)
    rows = session.execute(
        select(Case, Proceeding.procedure, Proceeding.version, seen_by(viewer).label("opens"))
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .where(visible, Case.kind == plan.procedure, Case.stage.not_in(sorted(plan.drafts)))
        .where(Case.received_at < ends, Case.open.is_(True) | (Case.stage_since >= begins))
        .order_by(Case.stage_since.desc(), Case.id)
        .limit(MOST)
    )
    return tuple(
        Proposal(
            reference=case.reference if opens else "",
            body=str(case.facts.get(plan.body) or ""),
            change=str(case.facts.get(plan.change) or ""),
            commitment=str(case.facts.get(plan.commitment) or ""),
            answer=str(case.facts.get(plan.answer) or ""),
            stage=pack.procedure(name, version).stages[case.stage].label,
            since=today(case.stage_since, house.zone),
            adopted=case.stage in plan.adopted,
        )
        for case, name, version, opens in rows
    )
