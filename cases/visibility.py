"""The one filter that says which cases a viewer may know of: lists, counts, search, reports and drill-down all use it."""

from collections.abc import Collection
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, String, and_, bindparam, exists, false, or_, true

from cases.records import BodyLink, Case, Complaint, Exclusion, Wrap
from cases.records.base import BigInt
from cases.viewer import Body, Complainant, Integration, Nobody, Officer, System, Viewer


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on `cases` that holds for the cases that *viewer* may know of.

    An officer sees a case when the current file key is wrapped to them, to their unit, or to another unit whose key they
    hold (the duty desk's while they are on its roster); who holds no wrap, or is kept out by a wall, does not learn that the
    case exists (design 04 §4.1).
    """
    match viewer:
        case System():
            return true()
        case Officer():
            return seen_by_officer(viewer.id, viewer.units)
        case Complainant():
            return exists().where(Complaint.case_id == Case.id, Complaint.id == viewer.complaint_id)
        case Body():
            # A link that was closed leads to no case any more, however long its cookie would be good.
            return exists().where(
                BodyLink.case_id == Case.id, BodyLink.id == viewer.link_id, BodyLink.closed_at.is_(None)
            )
        case Nobody() | Integration():
            return false()


@lru_cache(maxsize=1024)
def seen_by_officer(officer: int, units: frozenset[str]) -> ColumnElement[bool]:
    """Kept, because a case file asks by it five times and SQLAlchemy takes half a millisecond to put it together."""
    return held_by(officer, str(officer), sorted(units))


@cache
def seen_by_named(units: int) -> ColumnElement[bool]:
    """`seen_by` an officer who holds keys of so many *units*, for statements that are put together once: see `names_of`."""
    named: list[BindParameter[str]] = [bindparam(f"seer_unit_{number}", type_=String()) for number in range(units)]
    return held_by(bindparam("seer", type_=BigInt), bindparam("seer_holder", type_=String()), named)


def names_of(viewer: Officer) -> dict[str, Any]:
    """What the names in `seen_by_named` stand for."""
    units = {f"seer_unit_{number}": unit for number, unit in enumerate(sorted(viewer.units))}
    return {"seer": viewer.id, "seer_holder": str(viewer.id), **units}


def held_by(
    officer: ColumnElement[int] | int,
    holder: ColumnElement[str] | str,
    units: Collection[str] | Collection[ColumnElement[str]],
) -> ColumnElement[bool]:
    """`seen_by` an officer, their id also as wraps name *holder*s, with the *units* whose keys they hold."""
    mine = or_(
        and_(Wrap.holder_kind == "unit", Wrap.holder.in_(units)),
        and_(Wrap.holder_kind == "officer", Wrap.holder == holder),
    )
    held = exists().where(Wrap.case_id == Case.id, Wrap.epoch == Case.epoch, mine)
    # No wrap leads to who is kept out (`circle.walls`); were one ever laid by mistake, it still shows nothing.
    return and_(held, ~exists().where(Exclusion.case_id == Case.id, Exclusion.officer_id == officer))


def audited_by(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on `cases` for whose journal *viewer* may read, without a word of content.

    An auditor reads the journal of every case but the walled ones, which they only learn to be some (design 04 §4.4);
    everybody else that of the cases that they may know of, so that the integrity unit audits its own.
    """
    if isinstance(viewer, Officer) and "auditor" in viewer.roles:
        return (
            or_(Case.walled.is_(False), seen_by(viewer)) if not viewer.roles <= {"auditor"} else Case.walled.is_(False)
        )
    return seen_by(viewer)
