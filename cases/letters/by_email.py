"""A signed letter goes to a complainant by e-mail: the PDF sealed behind a link, an e-mail with the link and no word more.

The PIN goes another way: the officer is shown it once and tells it. E-mail is read by others, and by the machines between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cases.bodies import sealed_files
from cases.bodies.sealed_files import Content, Receiver, Sealed
from cases.casefile.words import Opener
from cases.database import Database
from cases.doors.staff import reads_content
from cases.duty.texts import LETTER
from cases.errors import CodeTaken, InvalidAnswers, NotAllowed
from cases.evidence.kinds import KINDS
from cases.evidence.padding import PART
from cases.evidence.parts import commit_to_file
from cases.evidence.store import Store
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import covering
from cases.letters.email_form import check_ready, is_address
from cases.letters.going_out import EMAIL, agreed_ways
from cases.letters.link_mail import LinkMail, seal_mail
from cases.letters.link_rows import links_of, mail_key, shut
from cases.letters.paper import draw_paper
from cases.letters.reading import files_of
from cases.letters.rows import check_seen, is_done, note, open_words
from cases.letters.told import LINK_CLOSED, LINK_SLOT, SENT
from cases.letters.writing import find, language_of, today
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, LetterLink, OfficialLetter, Upload
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.secrets_folder import Secrets
from cases.sending import outbox
from cases.vault.keys import Key, new_key
from cases.vault.links import (
    LinkKeys,
    LinkSecrets,
    derive_link,
    lock_link,
    new_link_secrets,
    place_of_letter_link,
)
from cases.vault.post import post_key
from cases.vault.sealing import seal_record
from cases.viewer import Officer
from workflows.answers import Problem

LASTS: Final = timedelta(days=30)
"""How long a link is good: for whoever did not open it by then the letter goes another way."""
PDF: Final = KINDS["pdf"]
NAME: Final = "paper"
"""The title that every stored file has; the page gives its own name to the browser."""


@dataclass(frozen=True)
class NewLink:
    """What a link to a letter is made of. *own*: the key that its PDF is sealed to; *mail*: sealed to the post key."""

    id: int
    own: Key = field(repr=False)
    keys: LinkKeys = field(repr=False)
    mail: bytes = field(repr=False)
    file: Sealed = field(repr=False)


class Drawable(msgspec.Struct, frozen=True):
    """What the PDF is drawn from."""

    files: Mapping[str, str]
    paper: Mapping[str, Any]
    case_id: int
    language: str
    """Of whoever reads it."""


def send_by_email(
    database: Database, store: Store, reference: str, letter_id: int, address: str, *,
    agreed: bool, outside: str, seen: str, pack: Pack, key: str, secrets: Secrets, viewer: Officer, at: datetime,
) -> LinkSecrets:  # fmt: skip
    """Lay the letter behind a new link, and the e-mail that brings it into the outbox; gives the PIN, for this once.

    The PDF is drawn and stored before any row tells of it: killed in between, nothing was sent, and what was stored is
    swept up. Another link to the letter is closed. Argon2 runs here. *outside*: what our addresses begin with. Raises:
    CaseNotFound, NotAllowed, CannotOpen; ChangedMeanwhile, LetterRefused; InvalidAnswers (`address`, `agreed`); CodeTaken
    when this form was sent before; StoreDown.
    """
    given: dict[str, Any] = {"agreed": agreed, "seen": seen, "pack": pack, "key": key, "viewer": viewer, "at": at}
    ready = database.write(prepare, reference, letter_id, address.strip(), **given)
    made, own, link_id = new_link_secrets(), new_key(), new_id()
    content = draw_paper(ready.files, ready.paper)
    pieces = (content[start : start + PART] for start in range(0, len(content), PART))
    file = sealed_files.seal_for(
        database, store, Receiver(ready.case_id, link_id, own.public), Content(NAME, PDF, len(content), pieces),
        viewer=viewer, at=at,
    )  # fmt: skip
    mail = LinkMail(address.strip(), f"{outside.rstrip('/')}/{ready.language}/letter/{made.token}")
    sealed = seal_mail(mail, post_key(secrets.pepper).public, link_id=link_id)
    link = NewLink(link_id, own, derive_link(made, secrets.pepper), sealed, file)
    database.write(lay_link, reference, letter_id, address.strip(), link, **given)
    return made


def prepare(
    session: Session, reference: str, letter_id: int, address: str, *,
    agreed: bool, seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> Drawable:  # fmt: skip
    """What is to be drawn, of a letter that may go."""
    case, row = check(
        session, reference, letter_id, address, agreed=agreed, seen=seen, pack=pack, key=key, viewer=viewer
    )
    signed = open_words(session, case, row.words, viewer=viewer)
    reads = language_of(session, case, row) or row.language
    return Drawable(files_of(session, signed.get("pack"), pack), signed["paper"], case.id, reads)


def check(
    session: Session, reference: str, letter_id: int, address: str, *,
    agreed: bool, seen: str, pack: Pack, key: str, viewer: Officer,
) -> tuple[Case, OfficialLetter]:  # fmt: skip
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        raise CodeTaken
    if not reads_content(viewer.roles):
        raise NotAllowed
    check_seen(case, row, seen, "signed", "sent")
    check_ready(session, row, pack, viewer)
    problems = {}
    if not is_address(address):
        problems["address"] = Problem("not_an_email" if address else "required")
    if not agreed and EMAIL not in agreed_ways(Opener(session, case, pack, viewer), row):
        problems["agreed"] = Problem("no_consent")
    if problems:
        raise InvalidAnswers(problems)
    return case, row


def lay_link(
    session: Session, reference: str, letter_id: int, address: str, link: NewLink, *,
    agreed: bool, seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """The link's row, the entry that says the letter went out, and the e-mail, in one transaction."""
    case, row = check(
        session, reference, letter_id, address, agreed=agreed, seen=seen, pack=pack, key=key, viewer=viewer
    )
    at = whole_second(at)
    close_links(session, case, row, pack=pack, viewer=viewer, at=at)
    session.execute(delete(Upload).where(Upload.place == link.file.place))
    place, shred, public = journal.claim_place(session, case.id, key), covering(session, case), link.own.public
    told = {
        "size": link.file.size,
        "nonce": link.file.nonce.hex(),
        "whole": commit_to_file(link.file.parts).hex(),
    }
    payload = seal_record(told, public, case=case.id, slot=LINK_SLOT, sequence=place[0])
    lies = place_of_letter_link(public, link.keys.lookup, link=link.id, letter=row.id)
    insert_rows(
        session,
        LetterLink,
        {
            "id": link.id,
            "case_id": case.id,
            "letter_id": row.id,
            "sequence": place[0],
            "lookup": link.keys.lookup,
            "public_key": public,
            "wrap": lock_link(link.own, link.keys, shred, lies),
            "shred": shred.id,
            "payload": payload,
            "place": link.file.place,
            "digests": b"".join(part.dump() for part in link.file.parts),
            "issued_at": at,
            "expires_at": at + LASTS,
            "opened_at": None,
            "closed_at": None,
            "wrong": 0,
            "mail": link.mail,
        },
    )
    row.state, row.way, row.sent_on = "sent", EMAIL, today(pack, at)
    committed = {LINK_SLOT: fingerprint(payload, link.id, row.id, public)}
    note(session, case, row, SENT, key=key, pack=pack, viewer=viewer, at=at, place=place, commitments=committed)
    message = {"letter": link.id, "text": LETTER, "at": int(at.timestamp())}
    outbox.lay_in(session, mail_key(link.id), EMAIL, message, due=at)


def close_links(
    session: Session, case: Case, row: OfficialLetter, *, pack: Pack, viewer: Officer, at: datetime
) -> None:  # fmt: skip
    """Shut what is open to the letter, each with an entry that says so."""
    for link in links_of(session, row.id):
        if link.closed_at is None:
            shut(session, link, at=at)
            key = f"{LINK_CLOSED}:{link.id}"
            note(session, case, row, LINK_CLOSED, key=key, pack=pack, viewer=viewer, at=at)
