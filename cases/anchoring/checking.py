"""Whether the chains still hold what the anchors say: a removed case, a chain cut off or written anew is found here."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import RowMapping, Select, column, func, literal_column, select, table
from sqlalchemy.orm import Session

from cases.anchoring.heads import STEP, Chain, Head, calendars, leaf, packs
from cases.anchoring.seen import Seen
from cases.anchoring.statement import BEFORE_ALL, SPACE, Statement, read_statement
from cases.errors import NoAnchor
from cases.records import AnchoredHead, InstitutionEntry
from cases.records.base import FIRST_DAY
from cases.records.rows import table_of
from cases.vault.merkle import merkle_root
from cases.vault.signatures import VerifyingKey
from cases.verifying.damages import Damage, Fault

ANCHORS = "anchors"
OF_CASES = {Chain.JOURNAL: "journal", Chain.READINGS: "readings"}
OF_HOUSE = {Chain.CALENDAR: "calendar", Chain.PACK: "packs"}
held, entries = table_of(AnchoredHead).c, table_of(InstitutionEntry).c


def check_anchors(session: Session, *, key: VerifyingKey | None, seen: Seen | None = None) -> Iterator[Damage]:
    """Every anchor that is not as it was signed, and everything that does not stand as an anchor saw it.

    Without *key* (the public half is not at hand) signatures are not looked at. *seen*: the newest anchor that was made here.
    """
    rows: Select[Any] = select(literal_column("*")).select_from(table(ANCHORS)).order_by(column("number"))
    expected, previous, latest, missed = 1, BEFORE_ALL.hex(), None, seen
    for row in session.connection().execute(rows).mappings():
        if not isinstance(row["number"], int) or row["number"] != expected:
            yield Damage(ANCHORS, 0, expected, Fault.MISSING)
        latest = examine(session, row, key=key)
        if latest is None:
            yield Damage(ANCHORS, 0, expected, Fault.CHANGED)
        elif latest.previous != previous:
            yield Damage(ANCHORS, 0, expected, Fault.BROKEN)
        expected = (row["number"] if isinstance(row["number"], int) else expected) + 1
        previous = row["hash"].hex() if isinstance(row["hash"], bytes) else ""
        if seen is not None and (row["number"], row["hash"]) == (seen.number, seen.hash):
            missed = None
    if missed is not None:  # taken out, or made anew by whoever has its key
        yield Damage(ANCHORS, 0, missed.number, Fault.MISSING)
    if latest is not None and (latest.root, latest.heads) != whole_tree(session):
        yield Damage(ANCHORS, 0, latest.number, Fault.BROKEN)
    for chain, name in OF_CASES.items():
        yield from compare_cases(session, chain, name)
    yield from compare_institution(session)
    yield from compare_house(session)


def examine(session: Session, row: RowMapping, *, key: VerifyingKey | None) -> Statement | None:
    """What an anchor says, if it is whole by itself and its heads are those that it was made over."""
    body, signature = row["body"], row["signature"]
    if not isinstance(body, bytes) or not isinstance(signature, bytes) or sha256(body).digest() != row["hash"]:
        return None
    if key is not None and not key.signed(SPACE, body, signature):
        return None
    try:
        said = read_statement(body)
        day = (FIRST_DAY.fromisoformat(said.day) - FIRST_DAY).days
    except (NoAnchor, ValueError):
        return None
    found = heads_of(session, select(*columns()).where(held.anchor == said.number).order_by(held.chain, held.key))
    whole = found is not None and (said.changed, said.changes) == (len(found), merkle_root(map(leaf, found)).hex())
    return said if whole and (said.number, day, said.at) == (row["number"], row["day"], row["at"]) else None


def columns() -> tuple[Any, ...]:
    return held.chain, held.key, held.sequence, held.hash


def heads_of(session: Session, rows: Select[Any]) -> list[Head] | None:
    """The heads that these rows hold; None where somebody put something else there."""
    found = [Head(*row) for row in session.connection().execute(rows)]
    return found if all(isinstance(head.hash, bytes) for head in found) else None


def whole_tree(session: Session) -> tuple[str, int]:
    """Root and number of the newest head of every chain that was ever anchored."""
    newest = (
        select(held.chain, held.key, func.max(held.anchor).label("anchor")).group_by(held.chain, held.key).subquery()
    )
    rows = (
        select(*columns())
        .join(newest, (newest.c.chain == held.chain) & (newest.c.key == held.key) & (newest.c.anchor == held.anchor))
        .order_by(held.chain, held.key)
    )
    counted = 0

    def leaves() -> Iterator[bytes]:
        nonlocal counted
        for row in session.connection().execute(rows.execution_options(yield_per=STEP)):
            counted += 1
            yield leaf(Head(*row)) if isinstance(row.hash, bytes) else b""

    return merkle_root(leaves()).hex(), counted


def compare_cases(session: Session, chain: Chain, name: str) -> Iterator[Damage]:
    """Anchored entries of the cases' chains that are gone, or are others than they were."""
    entries = table(name, column("case_id"), column("sequence"), column("hash"))
    rows = (
        select(held.key, held.sequence, entries.c.sequence.is_(None).label("gone"))
        .select_from(table_of(AnchoredHead))
        .outerjoin(entries, (entries.c.case_id == held.key) & (entries.c.sequence == held.sequence))
        .where(held.chain == chain, entries.c.hash.is_distinct_from(held.hash))
        .order_by(held.key, held.sequence)
    )
    for key, sequence, gone in session.connection().execute(rows):
        yield Damage(name, key, sequence, Fault.MISSING if gone else Fault.CHANGED)


def compare_institution(session: Session) -> Iterator[Damage]:
    """Anchored entries of the institution's journal that are gone, or are others than they were."""
    rows = (
        select(held.sequence, entries.sequence.is_(None).label("gone"))
        .select_from(table_of(AnchoredHead))
        .outerjoin(table_of(InstitutionEntry), entries.sequence == held.sequence)
        .where(held.chain == Chain.INSTITUTION, entries.hash.is_distinct_from(held.hash))
        .order_by(held.sequence)
    )
    for sequence, gone in session.connection().execute(rows):
        yield Damage("institution", 0, sequence, Fault.MISSING if gone else Fault.CHANGED)


def compare_house(session: Session) -> Iterator[Damage]:
    """Versions of the calendar and packs that are gone, or say something else than when they were anchored."""
    try:
        now = {head[:2]: head for head in (*calendars(session), *packs(session))}
    except (ValueError, TypeError, AttributeError):  # rows that are not what they were written as
        yield Damage("settings", 0, 0, Fault.CHANGED)
        return
    rows = select(*columns()).where(held.chain.in_(OF_HOUSE)).order_by(held.chain, held.key)
    for chain, key, sequence, fingerprint in session.connection().execute(rows):
        present = now.get((chain, key))
        if present is None or present.hash != fingerprint:
            place = key if chain == Chain.CALENDAR else sequence
            yield Damage(OF_HOUSE[Chain(chain)], 0, place, Fault.CHANGED if present else Fault.MISSING)
