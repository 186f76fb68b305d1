"""The store against the rows: what is left over is removed, what is damaged or missing is found, without a key."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import PartMissing
from cases.evidence import arriving
from cases.evidence.parts import load_parts, seal_of
from cases.evidence.store import Store, part_name
from cases.records import BodyFile, BodyLink, Evidence, EvidenceCopy, LetterLink, Upload
from cases.verifying.damages import Damage, Fault
from cases.viewer import System, Viewer

FILES = "files"


def sweep(database: Database, store: Store, *, viewer: Viewer, at: datetime) -> int:
    """Remove what no key opens any more: files that nobody sends on, and those behind links that are shut.

    Gives how many. Raises: StoreDown.
    """
    gone = database.read(arriving.expired, viewer=viewer, at=at)
    for upload_id, place in gone:
        store.remove(place)
        database.write(arriving.give_up, upload_id, viewer=viewer)
    shut = database.read(behind_shut_links, viewer=viewer)
    for file_id, place in shut:
        store.remove(place)
        database.write(forget_given, file_id, viewer=viewer)
    unread = database.read(of_shut_letters, viewer=viewer)
    for link_id, place in unread:
        store.remove(place)
        database.write(forget_letter, link_id, viewer=viewer)
    return len(gone) + len(shut) + len(unread)


def behind_shut_links(session: Session, *, viewer: Viewer) -> list[tuple[int, str]]:
    """(id, place) of files that were given to bodies whose link is closed: no key opens them any more."""
    query = select(BodyFile.id, BodyFile.place).join(BodyLink, BodyLink.id == BodyFile.link_id)
    rows = session.execute(query.where(BodyLink.closed_at.is_not(None)).limit(100))
    return [(row.id, row.place) for row in rows]


def forget_given(session: Session, file_id: int, *, viewer: Viewer) -> None:
    """The row of a file that was removed from the store."""
    session.execute(delete(BodyFile).where(BodyFile.id == file_id))


def of_shut_letters(session: Session, *, viewer: Viewer) -> list[tuple[int, str]]:
    """(link, place) of letters that lie behind a complainant's link which is closed."""
    shut = select(LetterLink.id, LetterLink.place).where(LetterLink.closed_at.is_not(None))
    return [(row.id, row.place) for row in session.execute(shut.where(LetterLink.place.is_not(None)).limit(100))]


def forget_letter(session: Session, link_id: int, *, viewer: Viewer) -> None:
    """The link's row stays, without its file: what it held is in the journal."""
    session.execute(update(LetterLink).where(LetterLink.id == link_id).values(place=None, digests=None))


def left_over(database: Database, store: Store) -> list[str]:
    """Places in the store that no row names: left by a shredding that was cut off, or newer than a database that was restored.

    Never removed by itself, because of the second. Raises: StoreDown.
    """
    places = list(store.places())  # before the rows: a row always stands before its first part
    known = database.read(known_places, viewer=System())
    return [place for place in places if place not in known]


def known_places(session: Session, *, viewer: Viewer) -> set[str]:
    found: set[str | None] = set()
    for table in (Evidence, EvidenceCopy, Upload, BodyFile, LetterLink):
        found.update(session.scalars(select(table.place)))
    return {place for place in found if place}


def verify_files(database: Database, store: Store) -> Iterator[Damage]:
    """Every file whose parts are not all there as they were laid down. Reads the whole store. Raises: StoreDown."""
    for case_id, sequence, place, digests in database.read(whole_files, viewer=System()):
        for number, part in enumerate(load_parts(digests)):
            try:
                sound = seal_of(store.get(part_name(place, number, part.seal))) == part.seal
            except PartMissing:
                yield Damage(FILES, case_id, sequence, Fault.MISSING)
                break
            if not sound:
                yield Damage(FILES, case_id, sequence, Fault.CHANGED)
                break


def whole_files(session: Session, *, viewer: Viewer) -> list[tuple[int, int, str, bytes]]:
    query = select(Evidence.case_id, Evidence.sequence, Evidence.place, Evidence.digests).order_by(Evidence.case_id)
    return [(row.case_id, row.sequence, row.place, row.digests) for row in session.execute(query)]
