"""A file goes to a body along with the request: the cleaned copy of a file of the case, sealed once more, to the link's key.

The body gets nothing that tells where, when and by whom a file was made, and no file name of anybody else's. What the
complainant sent goes only where they may be named: a face, a hand or a voice names whoever it belongs to. What cannot be cleaned
does not go out; an officer saves it as PDF first, and gives that.
"""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from cases.bodies.links import find_asked, open_links, page_of
from cases.bodies.naming import may_name, refuse_names
from cases.bodies.sealed_files import GIVEN, LONGEST_TITLE, Content, Receiver, lay_file, seal_for
from cases.database import Database
from cases.errors import ActRefused, FileNotFound, InvalidAnswers, NotCleaned
from cases.evidence import copies, reading
from cases.evidence.reading import OpenFile
from cases.evidence.store import Store
from cases.journals import journal
from cases.packs.jurisdiction import Pack
from cases.records import Evidence
from cases.settings import Settings
from cases.viewer import Officer
from workflows.engine import Refusal
from workflows.fields import Problem


class Chosen(msgspec.Struct, frozen=True):
    """What an officer filled in. *title*: what the body reads, and what the file is called there; *looked*: they looked at it."""

    file_id: int | None
    title: str
    looked: bool


def give_file(
    database: Database, store: Store, reference: str, number: int, chosen: Chosen, *,
    settings: Settings, key: str, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Let the body of proceeding *number* open a file of the case behind the link that it has. The same *key* again does nothing.

    Cleans, seals and stores outside of transactions. Raises: CaseNotFound, ProceedingNotFound, NotAllowed; InvalidAnswers
    (`file`, `title`, `looked`); ActRefused where no link is open; FileHeld, FileInfected, FileAltered, StoreDown, SandboxFailed.
    """
    check_form(chosen)
    found = database.write(look_up, reference, number, chosen, key=key, pack=pack, viewer=viewer, at=at)
    if found is None:
        return
    file, receiver = found
    reading.check_scanned(database, store, settings, file, viewer=viewer)
    try:
        cleaned = copies.copy_of(database, store, file, "cleaned", viewer=viewer, at=at)
    except NotCleaned:
        raise InvalidAnswers({"file": Problem("not_cleaned")}) from None
    content = Content(chosen.title.strip(), cleaned.kind, cleaned.size, cleaned.pieces(store))
    sealed = seal_for(database, store, receiver, content, viewer=viewer, at=at)
    database.write(lay_file, reference, number, sealed, key=key, pack=pack, viewer=viewer, at=at)


def check_form(chosen: Chosen) -> None:
    """Raises: InvalidAnswers."""
    problems, title = {}, chosen.title.strip()
    if chosen.file_id is None:
        problems["file"] = Problem("required")
    if not title:
        problems["title"] = Problem("required")
    elif len(title) > LONGEST_TITLE:
        problems["title"] = Problem("too_long", {"limit": LONGEST_TITLE})
    if not chosen.looked:
        problems["looked"] = Problem("required")
    if problems:
        raise InvalidAnswers(problems)


def look_up(
    session: Session,
    reference: str,
    number: int,
    chosen: Chosen,
    *,
    key: str,
    pack: Pack,
    viewer: Officer,
    at: datetime,
) -> tuple[OpenFile, Receiver] | None:
    """The file, opened with the officer's keys; None where this form was taken before."""
    case, proceeding = find_asked(session, reference, number, pack=pack, viewer=viewer)
    if journal.find_act(session, key) is not None:
        return None
    link = next(iter(open_links(session, proceeding.row.id)), None)
    if link is None:
        raise ActRefused(Refusal("ended", {"act": GIVEN, "stage": proceeding.state.stage}))
    refuse_names(session, case, proceeding, chosen.title, pack=pack, viewer=viewer, field="title")
    try:
        file = reading.open_file(session, reference, chosen.file_id or 0, "cleaned", viewer=viewer, at=at)
    except FileNotFound:
        raise InvalidAnswers({"file": Problem("unknown_choice")}) from None
    page = page_of(pack, proceeding)
    theirs = session.get_one(Evidence, file.id).complaint_id is not None
    if theirs and not (page and may_name(page, proceeding.facts(case))):
        raise InvalidAnswers({"file": Problem("file_of_complainant")})
    return file, Receiver(case.id, link.id, link.public_key)
