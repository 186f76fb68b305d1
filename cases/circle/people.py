"""Who stands behind a holder of keys: the members of units, and who is kept out of a case."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.errors import CannotOpen
from cases.records import Case, Exclusion, UnitMembership, Wrap
from cases.records.rows import table_of
from cases.vault.directory import DirectoryEntry
from cases.vault.keyring import OFFICER_EPOCH
from cases.worklist.desk_rows import circle_of

exclusions, memberships = table_of(Exclusion).c, table_of(UnitMembership).c
EXCLUDED = select(exclusions.officer_id).where(exclusions.case_id == bindparam("case"))
MEMBERS = (
    select(memberships.unit, memberships.officer_id)
    .where(memberships.unit.in_(bindparam("units", expanding=True)))
    .distinct()
)


def excluded_from(session: Session, case: Case) -> frozenset[int]:
    """Ids of the officers who are kept out of the case."""
    return frozenset(session.connection().execute(EXCLUDED, {"case": case.id}).scalars())


def members_of(session: Session, units: Collection[str]) -> dict[str, frozenset[int]]:
    """Who holds the key of each unit in any epoch: an old key opens what was wrapped to it."""
    found: dict[str, set[int]] = {unit: set() for unit in units}
    for row in session.connection().execute(MEMBERS, {"units": list(units)}):
        found[row.unit].add(row.officer_id)
    return {unit: frozenset(ids) for unit, ids in found.items()}


def officers_holding(session: Session, case: Case) -> frozenset[int]:
    """Single officers to whom the present file key is wrapped."""
    rows = session.scalars(
        select(Wrap.holder).where(Wrap.case_id == case.id, Wrap.epoch == case.epoch, Wrap.holder_kind == "officer")
    )
    return frozenset(int(one) for one in rows)


def single_readers(session: Session, case: Case) -> Sequence[records.Officer]:
    """Officers who read the case by a wrap of their own, by name; without a wall nobody."""
    if not case.walled:
        return ()
    ids = officers_holding(session, case)
    return session.scalars(
        select(records.Officer).where(records.Officer.id.in_(ids)).order_by(records.Officer.name)
    ).all()


def reader_ids(session: Session, case: Case) -> frozenset[int]:
    """Everybody who can open the case: members of its units, and single officers."""
    members = members_of(session, circle_of(session, case))
    return officers_holding(session, case).union(*members.values())


def barred(session: Session, case: Case, units: Collection[str]) -> frozenset[str]:
    """Those of *units* that have a member who is kept out of the case: nothing of it may be wrapped to them."""
    out = excluded_from(session, case)
    if not out:
        return frozenset()
    return frozenset(unit for unit, members in members_of(session, units).items() if members & out)


def is_barred_from(session: Session, officer_id: int, unit: str) -> bool:
    """Whether a membership of *unit* would open a case to an officer who is kept out of it: then it is refused.

    Ask it before anybody is let into a unit.
    """
    return bool(
        session.scalar(
            select(
                exists().where(
                    Exclusion.officer_id == officer_id,
                    Wrap.case_id == Exclusion.case_id,
                    Wrap.holder_kind == "unit",
                    Wrap.holder == unit,
                )
            )
        )
    )


def readers_among(session: Session, unit: str) -> list[records.Officer]:
    """Active members of the unit whose roles read content, by name."""
    rows = session.scalars(
        select(records.Officer)
        .where(records.Officer.unit == unit, records.Officer.active)
        .order_by(records.Officer.name)
    )
    return [row for row in rows if not ROLES_WITHOUT_CONTENT.issuperset(row.roles)]


def officer_entries(session: Session, ids: Iterable[int]) -> tuple[DirectoryEntry, ...]:
    """The directory's lines of single officers, as the database has them. Raises: CannotOpen for one that is not there."""
    wanted = sorted(set(ids))
    found = {row.id: row for row in session.scalars(select(records.Officer).where(records.Officer.id.in_(wanted)))}
    if found.keys() != set(wanted):
        raise CannotOpen
    return tuple(
        DirectoryEntry("officer", str(one), OFFICER_EPOCH, found[one].public_key, found[one].signature)
        for one in wanted
    )
