"""A case's place in the blind index of a unit: written when an officer of the unit opens it, gone with the reason to read it."""

from collections.abc import Collection
from datetime import datetime
from secrets import randbits

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.casefile.view import CaseFile
from cases.packs.jurisdiction import Pack
from cases.records import Case, SearchedCase, SearchToken
from cases.records.prepared import ask_one
from cases.records.rows import insert_rows, table_of
from cases.search import told
from cases.search.forgetting import forget
from cases.search.secrets import end_if_empty, present_secret
from cases.vault.blind import blind
from cases.viewer import Officer

STEPS = (64, 128, 256, 512)
"""Numbers that a case has at first, chance ones among them; past the last, its next multiple."""
MORE = 32
"""Numbers that come in together later, chance ones among them."""
searched = table_of(SearchedCase).c
ENTRIES = select(searched.entries).where(searched.unit == bindparam("unit"), searched.case_id == bindparam("case"))
MOST = 4096
"""Words of one case that are indexed: more than a book has."""


def follow(session: Session, case: Case, opened: CaseFile, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    """Bring what the viewer's unit has of *case* in its index to what the *opened* file tells until now.

    Numbers are only added, in steps, so that two copies of the rows do not tell which are words. Run it in a write.
    """
    unit = viewer.unit
    if unit not in opened.circle or not may_index(case, unit, pack):
        return
    session.flush()
    there = ask_one(session, ENTRIES, {"unit": unit, "case": case.id})
    if there is not None and there.entries == len(opened.timeline):
        return
    known = session.get(SearchedCase, (unit, case.id))
    secret = present_secret(session, unit, viewer=viewer, at=at)
    if secret is None:
        return
    earlier = known.epoch if known is not None else None
    if earlier is not None and earlier != secret.epoch:
        forget(session, [case.id], unit=unit)
        known = None
    if known is None:
        known = SearchedCase(unit=unit, case_id=case.id, epoch=secret.epoch, entries=0)
        session.add(known)
        session.flush()
    words, known.entries = told.told_in(opened, pack), len(opened.timeline)
    tokens = {blind(secret.secret, "word", stem) for stem in sorted(words.stems)[:MOST]}
    tokens |= {blind(secret.secret, "person", one) for one in words.identifiers}
    add_tokens(session, unit, case.id, tokens)
    if earlier is not None and earlier != secret.epoch:
        end_if_empty(session, unit, earlier, at=at)


def may_index(case: Case, unit: str, pack: Pack) -> bool:
    """Whether a unit that reads the case keeps it in its index: the one that answers for it, and those above that one."""
    answers = pack.units.get(case.unit)
    return unit == case.unit or (answers is not None and unit in answers.escalates_to)


def add_tokens(session: Session, unit: str, case_id: int, tokens: Collection[int]) -> None:
    """Write those of *tokens* that are not there, and chance numbers beside them up to the next step."""
    there = set(
        session.scalars(select(SearchToken.token).where(SearchToken.case_id == case_id, SearchToken.unit == unit))
    )
    new = set(tokens) - there
    if there and not new:
        return
    size = padded(len(new), first=not there)
    while len(new) < size:
        new.add(randbits(63))
    # In the order of the key: chance numbers among the others.
    insert_rows(session, SearchToken, *({"unit": unit, "token": one, "case_id": case_id} for one in sorted(new)))


def padded(count: int, *, first: bool) -> int:
    """How many numbers are written where *count* are meant."""
    if not first:
        return -(-count // MORE) * MORE
    return next((step for step in STEPS if count <= step), -(-count // STEPS[-1]) * STEPS[-1])
