"""General recommendations by body: how many were given, answered, accepted and carried out. Remedies are counted apart."""

from collections import Counter
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cases.records import Case, Proceeding
from cases.reports.figures import Share
from cases.reports.periods import Period
from cases.reports.principles.plan import Recommending
from cases.reports.scopes import House

NOBODY: Final = ""
"""Key of the recommendations that name no body."""


class Recommended(msgspec.Struct, frozen=True, kw_only=True):
    """Recommendations to one body that were drafted in the period and served since; how far they had come when counted."""

    body: str
    served: int = 0
    replied: int = 0
    accepted: int = 0
    """In full or in part."""
    implemented: int = 0
    """As we saw ourselves: what the body only claims is not yet done."""

    @property
    def acceptance(self) -> Share:
        return Share(self.accepted, self.served)

    @property
    def implementation(self) -> Share:
        return Share(self.implemented, self.served)


def count_recommended(
    session: Session, plan: Recommending, *, visible: ColumnElement[bool], period: Period, house: House
) -> tuple[Recommended, ...]:
    """By body, the one with most first; of the *visible* runs, which count under the unit that they run in."""
    begins, ends = period.instants(house.zone)
    rows = session.scalars(
        select(Proceeding.facts)
        .join(Case, Case.id == Proceeding.case_id)
        .where(visible, Proceeding.procedure == plan.procedure)
        .where(Proceeding.opened_at >= begins, Proceeding.opened_at < ends)
    )
    counted: dict[str, Counter[str]] = {}
    for facts in rows:
        if facts.get(plan.served) is True:
            counted.setdefault(str(facts.get(plan.body) or NOBODY), Counter()).update(steps_of(facts, plan))
    found = [Recommended(body=body, **steps) for body, steps in counted.items()]
    return tuple(sorted(found, key=lambda one: (-one.served, one.body)))


def steps_of(facts: dict[str, Any], plan: Recommending) -> Counter[str]:
    """1 for each step that a served recommendation has reached."""
    reply = facts.get(plan.reply)
    return Counter(
        served=1,
        replied=int(reply not in {None, "none", "unknown"}),
        accepted=int(reply in plan.accepted),
        implemented=int(facts.get(plan.implementation) in plan.implemented),
    )
