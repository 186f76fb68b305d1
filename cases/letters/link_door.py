"""Where a complainant opens the letter that was sent to them by e-mail: with the link's token and the PIN that they were told."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.alarms.notices import LOCKED
from cases.database import Database
from cases.errors import CannotOpen, FileAltered, LinkUnknown
from cases.evidence.parts import Part, commit_to_file, load_parts, read_parts
from cases.evidence.store import Store
from cases.keys import shred_of
from cases.letters import astray
from cases.letters.going_out import tell
from cases.letters.link_rows import opens
from cases.letters.rows import note
from cases.letters.told import DELIVERED, LINK_SLOT
from cases.letters.writing import today
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, LetterLink, OfficialLetter
from cases.secrets_folder import Secrets
from cases.vault.keyring import Keyring
from cases.vault.keys import PublicKey
from cases.vault.links import (
    MOST_WRONG,
    derive_link,
    look_up,
    place_of_letter_link,
    read_secrets,
    read_token,
    unlock_link,
)
from cases.vault.sealing import open_record
from cases.vault.shredding import ShredSecret
from cases.viewer import Complainant, Nobody, Viewer


@dataclass(frozen=True)
class Found:
    """A link as far as opening it needs to know."""

    id: int
    case_id: int
    complaint_id: int
    sequence: int
    place: str
    public: PublicKey
    lies: str
    """Where its wrap belongs."""
    wrap: bytes = field(repr=False)
    shred: ShredSecret | None = field(repr=False)
    payload: bytes = field(repr=False)
    parts: list[Part] = field(repr=False)


def is_there(session: Session, token: str, *, secrets: Secrets, viewer: Viewer, at: datetime) -> bool:
    """Whether a PIN can be tried here. Nobody finds a token by trying, so whoever has one is told when its link is over."""
    name = read_token(token)
    row = None if name is None else find(session, look_up(name, secrets.pepper))
    return row is not None and opens(row, at=at)


def find(session: Session, lookup: bytes) -> LetterLink | None:
    return session.scalars(select(LetterLink).where(LetterLink.lookup == lookup)).one_or_none()


def open_letter(
    database: Database, store: Store, token: str, pin: str, *, pack: Pack, secrets: Secrets, at: datetime
) -> bytes:  # fmt: skip
    """The letter as PDF; its first opening is noted as its delivery. Argon2 runs here, outside any transaction.

    Raises: LinkUnknown for a wrong PIN, an unknown token, and a link that is closed, over or tried too often, all alike;
    FileAltered, StoreDown, and then it is not delivered.
    """
    typed = read_secrets(token, pin)
    if typed is None:
        raise LinkUnknown
    keys = derive_link(typed, secrets.pepper)
    found = database.write(claim_try, keys.lookup, pack=pack, viewer=Nobody(), at=at)
    if found is None:
        raise LinkUnknown
    try:
        key = unlock_link(found.wrap, keys, found.shred, found.lies, public=found.public)
    except CannotOpen:
        raise LinkUnknown from None
    viewer = Complainant(found.complaint_id, Keyring())
    database.write(forget_tries, found.id, viewer=viewer, at=at)
    told = open_record(found.payload, key, case=found.case_id, slot=LINK_SLOT, sequence=found.sequence)
    if commit_to_file(found.parts).hex() != told["whole"]:
        raise FileAltered
    nonce = bytes.fromhex(told["nonce"])
    content = b"".join(read_parts(store, found.place, found.parts, key=key, nonce=nonce, length=told["size"]))
    database.write(note_opened, found.id, pack=pack, viewer=viewer, at=whole_second(at))
    return content


def claim_try(session: Session, lookup: bytes, *, pack: Pack, viewer: Viewer, at: datetime) -> Found | None:
    """Count a try before it is looked at, so that many at once get no more than ten; None where nothing can be opened.

    The last one shuts the link, and whose case it is, is told at once; should its PIN be right, that is taken back.
    """
    row = find(session, lookup)
    if row is None or not opens(row, at=at) or row.wrap is None or row.place is None:
        return None
    letter = session.get_one(OfficialLetter, row.letter_id)
    try:
        shred = shred_of(session, row.shred)
    except CannotOpen:
        return None
    if letter.complaint_id is None:
        return None
    row.wrong += 1
    if row.wrong == MOST_WRONG:
        astray.ring(session, row, LOCKED, pack=pack, at=at)
    return Found(
        id=row.id,
        case_id=row.case_id,
        complaint_id=letter.complaint_id,
        sequence=row.sequence,
        place=row.place,
        public=row.public_key,
        lies=place_of_letter_link(row.public_key, row.lookup, link=row.id, letter=row.letter_id),
        wrap=row.wrap,
        shred=shred,
        payload=row.payload,
        parts=load_parts(row.digests or b""),
    )


def forget_tries(session: Session, link_id: int, *, viewer: Viewer, at: datetime) -> None:
    """The PIN was right."""
    link = session.get_one(LetterLink, link_id)
    if link.wrong >= MOST_WRONG:
        case, row = session.get_one(Case, link.case_id), session.get_one(OfficialLetter, link.letter_id)
        astray.settle(session, case, row, at=at)
    link.wrong = 0


def note_opened(session: Session, link_id: int, *, pack: Pack, viewer: Complainant, at: datetime) -> None:
    """The first opening is the delivery, and tells the complainant: it is written down once, later ones not at all."""
    link = session.get_one(LetterLink, link_id)
    if link.opened_at is not None:
        return
    link.opened_at, link.mail = at, None
    case, row = session.get_one(Case, link.case_id), session.get_one(OfficialLetter, link.letter_id)
    if row.state != "sent":
        return
    row.state, row.delivered_on = "delivered", today(pack, at)
    key = f"letter:{link.id}:opened"
    note(session, case, row, DELIVERED, key=key, pack=pack, viewer=viewer, at=at)
    tell(session, case, row, key=key, pack=pack, at=at)
