"""The register of what this State promised or was recommended from outside, and what we have going on each of it."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, Proceeding
from cases.viewer import Officer
from cases.visibility import seen_by
from workflows.calendars import local_day
from workflows.names import Label

NEWEST = 2_000
"""Systemic issues that are looked at: far more than an institution has."""


class Issue(msgspec.Struct, frozen=True):
    """A systemic issue that pursues a commitment: where its proposal stands, and since which day."""

    reference: str
    stage: Label
    since: date
    open: bool


class Commitment(msgspec.Struct, frozen=True):
    code: str
    label: Label
    kind: Label
    issues: tuple[Issue, ...]

    @property
    def open(self) -> int:
        return sum(one.open for one in self.issues)


def list_commitments(session: Session, *, pack: Pack, viewer: Officer) -> tuple[Commitment, ...]:
    """Every commitment of the pack's register, with the issues that *viewer* may know of."""
    plan = pack.monitoring
    if plan is None:
        return ()
    issues: dict[Any, list[Issue]] = {}
    rows = session.execute(
        select(Case, Proceeding.procedure, Proceeding.version)
        .join(Proceeding, (Proceeding.case_id == Case.id) & Proceeding.main)
        .where(Case.kind == plan.commitments.issue, seen_by(viewer))
        .order_by(Case.received_at.desc(), Case.id)
        .limit(NEWEST)
    )
    for case, name, version in rows:
        stage = pack.procedure(name, version).stages[case.stage]
        since = local_day(pack.calendar, case.stage_since)
        issues.setdefault(case.facts.get(plan.commitments.fact), []).append(
            Issue(case.reference, stage.label, since, case.open)
        )
    register = pack.registers[plan.commitments.register]
    kinds = pack.taxonomies["commitment_kinds"].labels
    return tuple(
        Commitment(one.code, one.label, kinds[one.kind], tuple(issues.get(one.code, ()))) for one in register.values()
    )
