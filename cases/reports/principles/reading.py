"""What is done of what is asked, in one reading: figures, evidence, recommendations by body, proposals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_
from sqlalchemy.orm import Session

from cases.packs.jurisdiction import Pack
from cases.records import Case, Entry, Proceeding
from cases.reports.concerns import seen, seen_then
from cases.reports.figures import Figures
from cases.reports.periods import Period
from cases.reports.principles.evidence import Done, count_acts
from cases.reports.principles.proposals import Proposal, list_proposals
from cases.reports.principles.recommended import Recommended, count_recommended
from cases.reports.queries import Asked, read_report, statements_of
from cases.reports.scopes import house_of, scope_of
from cases.viewer import Viewer


class Fulfilled(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pages and papers about principles say of one period."""

    figures: Mapping[str, Figures] = msgspec.field(default_factory=dict)
    """By track; all of them under the empty name."""
    done: Mapping[str, Done] = msgspec.field(default_factory=dict)
    """By act."""
    recommended: tuple[Recommended, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def read_fulfilled(session: Session, period: Period, *, pack: Pack, viewer: Viewer, at: datetime) -> Fulfilled:
    """Of the viewer's own scope: the walled cases for the integrity unit alone. Run it through `database.read`.

    Raises: NotAllowed for viewers without a role that reads reports.
    """
    plan, house = pack.principles, house_of(pack)
    scope = scope_of(viewer, house)
    visible = seen(Case.__table__.c, scope.units, scope, house)
    figures = {
        track: read_report(session, Asked(period=period, track=track), house=house, viewer=viewer, at=at).total
        for track in plan.tracks
    }
    recommending, proposing = plan.recommending, plan.proposing
    asked = statements_of(Asked(period=period), house=house, viewer=viewer, at=at)
    begun: Any = Proceeding.__table__.c
    runs = and_(*asked.of_case(begun.unit, begun.opened_at))
    acted = seen_then(Entry.__table__.c.at, scope.units, scope, house)
    return Fulfilled(
        figures=figures,
        done=count_acts(session, plan.acts, visible=acted, period=period, house=house),
        recommended=count_recommended(session, recommending, visible=runs, period=period, house=house)
        if recommending
        else (),
        proposals=list_proposals(
            session, proposing, visible=visible, period=period, pack=pack, house=house, viewer=viewer
        )
        if proposing
        else (),
    )
