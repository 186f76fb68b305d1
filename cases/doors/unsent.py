"""What an officer typed and has not sent: kept for them alone, through a time-out, a closed laptop and a lost session.

It is sealed to the officer's own key, so it can be kept when nobody is signed in any more, and is read only by the next
session of that very person. Of a case it lies under the case's secret too: shredded, it is in no backup.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Select, and_, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from cases import records
from cases.circle.epochs import UNSENT
from cases.errors import BadReference, CannotOpen, Misplaced, UnsignedKey
from cases.keys import covering, shred_of
from cases.moments import whole_second
from cases.records import Case, Unsent
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.references import parse_reference
from cases.unit_keys.members import entry_of
from cases.vault.directory import DirectoryPublic, check_member
from cases.vault.pepper import Pepper
from cases.vault.sealing import open_record, seal_record
from cases.vault.shredding import ShredSecret, cover, place_with, uncover
from cases.viewer import Officer, Viewer
from cases.visibility import names_of, seen_by, seen_by_named

KEPT = timedelta(days=7)
MOST = 30
"""Forms of one officer: beyond, the oldest is forgotten."""
LARGEST = 200_000
"""Bytes of one form's words: what is longer is not kept."""
SLOT, NO_CASE = UNSENT, 0
Typed = Mapping[str, Sequence[str]]


class Written(msgspec.Struct, frozen=True):
    """The words of one form that was not sent. `reference`: of the case that it stands in, if it does."""

    place: str
    reference: str | None
    at: datetime
    typed: Mapping[str, list[str]]


class Words(msgspec.Struct, frozen=True):
    """What is sealed: the form's address is inside, so that no row can be laid under another form."""

    place: str
    typed: dict[str, list[str]]


def name_place(place: str, officer_id: int, pepper: Pepper) -> bytes:
    """Under what name the words of a form lie."""
    return hmac.new(pepper.key("unsent"), f"{officer_id} {place}".encode(), hashlib.sha256).digest()


def keep(
    session: Session, place: str, reference: str | None, typed: Typed, *,
    officer_id: int, pinned: DirectoryPublic, pepper: Pepper, viewer: Viewer, at: datetime,
) -> bool:  # fmt: skip
    """Keep what *officer_id* typed at *place* in stead of what is kept there; blank words are forgotten instead.

    Run it through `database.write`, with whom the request is from as *viewer*: nobody, after a time-out. Gives whether it
    is kept now: not what is too long, and nothing of a case that the officer may not know of.
    """
    words = {name: list(values) for name, values in typed.items()}
    named, officer = name_place(place, officer_id, pepper), session.get(records.Officer, officer_id)
    if officer is None or not officer.active or len(msgspec.json.encode(words)) > LARGEST:
        return False
    case = None if reference is None else find_case(session, reference, reader_of(session, officer, viewer))
    if reference is not None and case is None:
        return False
    session.execute(delete(Unsent).where(Unsent.officer_id == officer_id, Unsent.place == named))
    if not any(value.strip() for values in words.values() for value in values):
        return False
    try:
        check_member(pinned, entry_of(officer))
        shred = None if case is None else covering(session, case)
    except (UnsignedKey, CannotOpen):
        return False
    case_id = None if case is None else case.id
    session.add(
        Unsent(
            officer_id=officer_id, place=named, case_id=case_id, at=whole_second(at),
            sealed=seal_words(Words(place, words), officer.public_key, case=case_id, shred=shred),
            shred=None if shred is None else shred.id,
        )
    )  # fmt: skip
    session.flush()
    forget_oldest(session, officer_id)
    return True


def seal_words(words: Words, to: str, *, case: int | None, shred: ShredSecret | None) -> bytes:
    sealed = seal_record(msgspec.to_builtins(words), to, case=case or NO_CASE, slot=SLOT, sequence=0)
    return sealed if shred is None else cover(sealed, shred, place_with(SLOT, case or NO_CASE))


def reader_of(session: Session, officer: records.Officer, viewer: Viewer) -> Officer:
    """The viewer where the form is theirs; after a time-out the officer as their units make them, without a key.

    Their units are those whose key is wrapped to them: on duty that is the desk's too, which reads other units' cases.
    """
    if isinstance(viewer, Officer) and viewer.id == officer.id:
        return viewer
    held = session.scalars(select(records.UnitMembership.unit).where(records.UnitMembership.officer_id == officer.id))
    return Officer(
        id=officer.id, username=officer.username, name=officer.name, unit=officer.unit,
        roles=frozenset(officer.roles), languages=tuple(officer.languages), keyring=viewer.keyring,
        memberships=frozenset(held),
    )  # fmt: skip


def find_case(session: Session, reference: str, reader: Officer) -> Case | None:
    try:
        parsed = parse_reference(reference)
    except BadReference:
        return None
    return session.scalars(select(Case).where(Case.reference == parsed, seen_by(reader))).one_or_none()


def forget_oldest(session: Session, officer_id: int) -> None:
    kept = select(Unsent.place).where(Unsent.officer_id == officer_id).order_by(Unsent.at.desc(), Unsent.place)
    if too_many := session.scalars(kept.offset(MOST)).all():
        session.execute(delete(Unsent).where(Unsent.officer_id == officer_id, Unsent.place.in_(too_many)))


def written_by(
    session: Session, *, reference: str | None = None, places: Sequence[bytes] | None = None, viewer: Officer, at: datetime
) -> tuple[Written, ...]:  # fmt: skip
    """What the viewer has not sent, the newest first; of one case or at some places where these are named.

    What stands in a case that they may not know of any more is not shown, nor what their key does not open.
    """
    names: dict[str, Any] = {"since": at - KEPT, **names_of(viewer)}
    if reference is not None:
        names["reference"] = reference
    wanted = kept_of(len(viewer.units), of_case=reference is not None)
    session.flush()
    if places is None:
        rows = ask(session, wanted, names)
    else:
        rows = list(session.connection().execute(wanted.where(unsent.c.place.in_(places)), names))
    opened = ((row, open_words(session, row, viewer)) for row in rows)
    return tuple(Written(words.place, row.reference, row.at, words.typed) for row, words in opened if words is not None)


unsent, cases = table_of(Unsent), table_of(Case)


@cache
def kept_of(units: int, *, of_case: bool) -> Select[Any]:
    """What `written_by` reads, put together once for all who hold keys of so many *units*."""
    known = or_(unsent.c.case_id.is_(None), and_(cases.c.id.is_not(None), seen_by_named(units)))
    found = (
        select(unsent.c.case_id, unsent.c.at, unsent.c.sealed, unsent.c.shred, cases.c.reference)
        .outerjoin(cases, cases.c.id == unsent.c.case_id)
        .where(unsent.c.officer_id == bindparam("seer"), unsent.c.at > bindparam("since"), known)
        .order_by(unsent.c.at.desc(), unsent.c.place)
    )
    return found.where(cases.c.reference == bindparam("reference")) if of_case else found


def open_words(session: Session, row: Any, viewer: Officer) -> Words | None:
    own = viewer.keyring.officer
    if own is None:
        return None
    try:
        shred = shred_of(session, row.shred)
        sealed = row.sealed if shred is None else uncover(row.sealed, shred, place_with(SLOT, row.case_id or NO_CASE))
        return msgspec.convert(open_record(sealed, own[1], case=row.case_id or NO_CASE, slot=SLOT, sequence=0), Words)
    except (CannotOpen, Misplaced, msgspec.ValidationError):
        return None


def any_at(session: Session, places: Sequence[bytes] | None = None, *, officer_id: int, viewer: Viewer) -> bool:
    """Whether anything of the officer is kept, at some places where these are named; nothing is opened for it."""
    found = select(func.count()).select_from(Unsent).where(Unsent.officer_id == officer_id)
    if places is not None:
        found = found.where(Unsent.place.in_(places))
    return bool(session.scalar(found))


def forget(session: Session, places: Sequence[bytes], *, viewer: Officer) -> None:
    """Forget the viewer's words at *places*: they were sent, or are not wanted. Run it through `database.write`."""
    session.execute(delete(Unsent).where(Unsent.officer_id == viewer.id, Unsent.place.in_(places)))


def forget_old(session: Session, *, at: datetime) -> None:
    """Forget what nobody came back for."""
    session.execute(delete(Unsent).where(Unsent.at <= at - KEPT))


def forget_all(session: Session, officer_id: int) -> None:
    """Forget everything of an officer who leaves, or whose key opens it no more."""
    session.execute(delete(Unsent).where(Unsent.officer_id == officer_id))
