"""Somebody leaves, changes unit or role: what they held is taken at once, and each unit is asked for a new key.

What they could read before stays readable from old copies; what comes after does not (design 04 §4.1). An administrator
starts it and holds no key: a remaining member makes the new one.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from cases import records
from cases.doors import unsent
from cases.doors.entries import note_resets_over
from cases.doors.own_passkeys import forget_all
from cases.doors.staff import reads_content, refuse_strangers
from cases.errors import LastHolder, NoSuchOfficer, NotAllowed, UnknownUnit
from cases.planning import leaving as plans
from cases.records import Case, KeyReset, StaffSession, Wrap
from cases.unit_keys.entering import CHANGED, LEFT, note_officer
from cases.unit_keys.members import refuse_last, take_keys, units_of
from cases.unit_keys.renewing import ask_renewal
from cases.viewer import Officer, Viewer
from cases.worklist.assigning import let_go


def leave(session: Session, officer_id: int, *, viewer: Viewer, at: datetime) -> None:
    """An officer leaves the institution: no session, no key, no case of theirs is left.

    Run it through `database.write`. Raises: NotAllowed for whoever is no administrator, and for one's own leaving;
    NoSuchOfficer; LastMember, LastHolder, where what only they can open would be lost.
    """
    officer = find_other(session, officer_id, viewer=viewer)
    strip(session, officer, "left", viewer=viewer, at=at)
    forget_all(session, officer.id, viewer=viewer, at=at)
    officer.active = False
    session.flush()
    note_officer(session, LEFT, officer.id, unit=officer.unit, roles=officer.roles, viewer=viewer, at=at)


def move(session: Session, officer_id: int, unit: str, *, viewer: Viewer, at: datetime) -> None:
    """An officer goes to another unit, whose member has to admit them; they sign in anew. The same unit changes nothing.

    Run it through `database.write`. Raises: as `leave`; UnknownUnit.
    """
    officer = find_other(session, officer_id, viewer=viewer)
    if session.get(records.Unit, unit) is None:
        raise UnknownUnit(unit)
    if officer.unit == unit:
        return
    strip(session, officer, "moved", viewer=viewer, at=at)
    officer.unit = unit
    session.flush()
    note_officer(session, CHANGED, officer.id, unit=unit, roles=officer.roles, viewer=viewer, at=at)


def change_roles(session: Session, officer_id: int, roles: Iterable[str], *, viewer: Viewer, at: datetime) -> None:
    """Other roles for an officer, who signs in anew. Whoever may read no content from now on loses every key.

    Who may read from now on gets none by that: a member of their unit admits them. Raises: as `leave`; ValueError for none.
    """
    officer, wanted = find_other(session, officer_id, viewer=viewer), list(dict.fromkeys(roles))
    if not wanted:
        raise ValueError("an officer without a role")
    if wanted == officer.roles:
        return
    if reads_content(officer.roles) and not reads_content(wanted):
        strip(session, officer, "moved", viewer=viewer, at=at)
    officer.roles = wanted
    end_sessions(session, officer.id)
    session.flush()
    note_officer(session, CHANGED, officer.id, unit=officer.unit, roles=wanted, viewer=viewer, at=at)


def strip(session: Session, officer: records.Officer, reason: str | None, *, viewer: Viewer, at: datetime) -> None:
    """Take sessions and keys from an officer, and for a *reason* their cases too.

    Then each unit whose key they held is asked for a new one; without (a forgotten passphrase) nobody else can have it.
    """
    refuse_last_holder(session, officer.id)
    for unit in units_of(session, officer.id):
        refuse_last(session, unit, officer.id)
        take_keys(session, unit, officer.id, viewer=viewer, at=at)
        if reason is not None:
            ask_renewal(session, unit, reason, viewer=viewer, at=at)
    session.execute(delete(Wrap).where(Wrap.holder_kind == "officer", Wrap.holder == str(officer.id)))
    taken = delete(KeyReset).where(KeyReset.officer_id == officer.id).returning(KeyReset.officer_id)
    note_resets_over(session, session.scalars(taken).all(), viewer=viewer, at=at)
    unsent.forget_all(session, officer.id)
    end_sessions(session, officer.id)
    if reason is not None:
        let_go(session, officer.id, viewer=viewer, at=at)
        plans.let_go(session, officer.id)


def end_sessions(session: Session, officer_id: int) -> None:
    session.execute(delete(StaffSession).where(StaffSession.officer_id == officer_id))


def refuse_last_holder(session: Session, officer_id: int) -> None:
    """See that every walled case that is wrapped to this officer is wrapped to somebody else too. Raises: LastHolder."""
    other = aliased(Wrap)
    alone = session.scalar(
        select(func.count())
        .select_from(Wrap)
        .join(Case, Case.id == Wrap.case_id)
        .where(
            Wrap.holder_kind == "officer",
            Wrap.holder == str(officer_id),
            Wrap.epoch == Case.epoch,
            ~exists().where(other.case_id == Wrap.case_id, other.epoch == Wrap.epoch, other.id != Wrap.id),
        )
    )
    if alone:
        raise LastHolder(alone)


def find_other(session: Session, officer_id: int, *, viewer: Viewer) -> records.Officer:
    """An active officer who is not the viewer: nobody changes what they are themselves. Raises: NotAllowed, NoSuchOfficer."""
    refuse_strangers(viewer)
    officer = session.get(records.Officer, officer_id)
    if officer is None or not officer.active:
        raise NoSuchOfficer
    if isinstance(viewer, Officer) and viewer.id == officer.id:
        raise NotAllowed
    return officer
