"""A signed letter goes to a body behind its link: the PDF sealed to the link, and an e-mail that says only that it waits.

E-mail is read by others, so nothing of a letter is in one. The body's opening it is its delivery.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.bodies import sealed_files
from cases.bodies.sealed_files import LONGEST_TITLE, Content, Receiver, Sealed
from cases.database import Database
from cases.errors import InvalidAnswers
from cases.evidence.kinds import KINDS
from cases.evidence.padding import PART
from cases.evidence.reading import OpenFile
from cases.evidence.store import Store
from cases.journals import journal
from cases.letters.going_out import check_hands
from cases.letters.open_links import links_for
from cases.letters.paper import draw_paper
from cases.letters.reading import files_of
from cases.letters.rows import check_seen, find_letter, is_done, note, open_words
from cases.letters.told import DELIVERED, SENT
from cases.letters.writing import find, today
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BodyLink, Case, Entry, OfficialLetter, Proceeding
from cases.viewer import Body, Officer
from workflows.answers import Problem

LINK: Final = "link"
"""The way, as the letter's row names it."""
PDF: Final = KINDS["pdf"]


class Drawable(msgspec.Struct, frozen=True):
    """What the PDF is drawn from, and for whom it is sealed."""

    files: Mapping[str, str]
    paper: Mapping[str, Any]
    title: str
    receiver: Receiver


def send_behind_link(
    database: Database, store: Store, reference: str, letter_id: int, number: int, *,
    seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Lay the PDF of a signed letter behind the link of proceeding *number*, and note it as sent. Draws and seals outside.

    Raises: as `going_out.send`; InvalidAnswers (`way`) where no link is open there; StoreDown.
    """
    ready = database.write(prepare, reference, letter_id, number, seen=seen, pack=pack, key=key, viewer=viewer, at=at)
    if ready is None:
        return
    content = draw_paper(ready.files, ready.paper)
    pieces = (content[start : start + PART] for start in range(0, len(content), PART))
    sealed = sealed_files.seal_for(
        database, store, ready.receiver, Content(ready.title, PDF, len(content), pieces), viewer=viewer, at=at
    )
    database.write(
        lay_and_note, reference, letter_id, number, sealed, seen=seen, pack=pack, key=key, viewer=viewer, at=at
    )


def prepare(
    session: Session, reference: str, letter_id: int, number: int, *,
    seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> Drawable | None:  # fmt: skip
    """What is to be drawn; None where this form was taken before."""
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return None
    check_ready(case, row, seen, pack, viewer)
    link = session.execute(
        select(BodyLink.id, BodyLink.public_key)
        .join(Proceeding, Proceeding.id == BodyLink.proceeding_id)
        .where(BodyLink.case_id == case.id, Proceeding.number == number, BodyLink.closed_at.is_(None))
    ).first()
    if link is None or number not in {one.number for one in links_for(session, case, pack=pack, at=at)}:
        raise InvalidAnswers({"way": Problem("unknown_choice")})
    signed = open_words(session, case, row.words, viewer=viewer)
    return Drawable(
        files=files_of(session, signed.get("pack"), pack),
        paper=signed["paper"],
        title=str(signed["title"])[:LONGEST_TITLE],
        receiver=Receiver(case.id, link.id, link.public_key),
    )


def check_ready(case: Case, row: OfficialLetter, seen: str, pack: Pack, viewer: Officer) -> None:
    """Raises: ChangedMeanwhile, LetterRefused; InvalidAnswers for a letter that is for no body."""
    check_seen(case, row, seen, "signed")
    check_hands(row, pack, viewer)
    if row.complaint_id is not None:
        raise InvalidAnswers({"way": Problem("unknown_choice")})


def lay_and_note(
    session: Session, reference: str, letter_id: int, number: int, sealed: Sealed, *,
    seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_ready(case, row, seen, pack, viewer)
    sealed_files.lay_file(
        session, reference, number, sealed, key=f"{key}/file", pack=pack, viewer=viewer, at=at, letter=row.id
    )
    row.state, row.way, row.sent_on = "sent", LINK, today(pack, at)
    note(session, case, row, SENT, key=key, pack=pack, viewer=viewer, at=whole_second(at))


def open_given(session: Session, number: int, *, pack: Pack, viewer: Body, at: datetime) -> OpenFile:
    """As `sealed_files.open_given`; the first opening of a letter is noted as its delivery."""
    file = sealed_files.open_given(session, number, pack=pack, viewer=viewer, at=at)
    entry = session.scalars(select(Entry).where(Entry.case_id == file.case_id, Entry.sequence == number)).one()
    letter_id = journal.read_body(entry).get("letter")
    if letter_id is not None:
        case = session.get_one(Case, file.case_id)
        row = find_letter(session, case, letter_id)
        if row.state == "sent":
            row.state, row.delivered_on = "delivered", today(pack, at)
            key = f"letter:{row.id}:opened"
            note(session, case, row, DELIVERED, key=key, pack=pack, viewer=viewer, at=whole_second(at))
    return file
