"""A file that lies sealed for a body behind its link: stored, told to the body, and opened there.

It is sealed to the link's key, so that it is gone with the link.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.bodies.answering import find_request
from cases.bodies.links import OFFICE, SLOT, find_asked, lay_words, open_links, tell_news
from cases.database import Database
from cases.errors import ActRefused, FileAltered, FileNotFound
from cases.evidence import copies
from cases.evidence.kinds import KINDS, Kind
from cases.evidence.names import clean_name
from cases.evidence.padding import part_sizes
from cases.evidence.parts import Part, commit_to_file, lay_down, lay_filling, load_parts
from cases.evidence.reading import OpenFile
from cases.evidence.store import Store, new_place, part_name
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BodyFile, BodyWords, Upload
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.keys import PublicKey
from cases.vault.sealing import open_record
from cases.viewer import Body, Officer, Viewer
from workflows.engine import Refusal

GIVEN = "body_file"
"""The act of the journal."""
LONGEST_TITLE = 100


class Receiver(msgspec.Struct, frozen=True):
    """Whom a file is sealed for."""

    case_id: int
    link_id: int
    public: PublicKey


@dataclass(frozen=True)
class Content:
    """What a body is to open: its title, kind, size in bytes, and the bytes in whole parts, the last one but what is left."""

    title: str
    kind: Kind
    size: int
    pieces: Iterable[bytes] = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """The file as it lies in the store for the body."""

    link_id: int
    place: str
    title: str
    name: str
    kind: str
    size: int
    nonce: bytes = field(repr=False)
    parts: list[Part] = field(repr=False)


def seal_for(
    database: Database, store: Store, receiver: Receiver, content: Content, *, viewer: Viewer, at: datetime
) -> Sealed:
    """Store *content*, sealed for a body. Raises: StoreDown; as reading its pieces does."""
    title, kind, size = content.title, content.kind, content.size
    place, nonce, sizes = new_place(), journal.new_nonce(), part_sizes(size)
    database.write(copies.begin_copy, receiver.case_id, place, viewer=viewer, at=at)
    parts = [
        lay_down(store, place, number, piece, public=receiver.public, nonce=nonce, size=sizes[number])
        for number, piece in enumerate(content.pieces)
    ]
    parts += lay_filling(store, place, size, public=receiver.public)
    store.settle(part_name(place, number, part.seal) for number, part in enumerate(parts))
    name = clean_name(f"{title}.{kind.endings[0]}", kind)
    return Sealed(receiver.link_id, place, title, name, kind.name, size, nonce, parts)


def lay_file(
    session: Session, reference: str, number: int, file: Sealed, *,
    key: str, pack: Pack, viewer: Officer, at: datetime, letter: int | None = None,
) -> None:  # fmt: skip
    """The rows of a file that lies in the store, and a message to the body. *letter*: of which official letter it is the paper.

    What was stored for a link that closed meanwhile is swept up.
    """
    case, proceeding = find_asked(session, reference, number, pack=pack, viewer=viewer)
    if journal.find_act(session, key) is not None:
        return
    link = next((one for one in open_links(session, proceeding.row.id) if one.id == file.link_id), None)
    if link is None:
        raise ActRefused(Refusal("ended", {"act": GIVEN, "stage": proceeding.state.stage}))
    session.execute(delete(Upload).where(Upload.place == file.place))
    words = {
        "text": file.title,
        "file": file.name,
        "size": file.size,
        "kind": file.kind,
        "nonce": file.nonce.hex(),
        "whole": commit_to_file(file.parts).hex(),
    }
    body = {"proceeding": number, "link": link.id, **({} if letter is None else {"letter": letter})}
    sequence = lay_words(
        session, case, link.id, link.public_key, words, sender=OFFICE, act=GIVEN,
        body=body, key=key, pack=pack, viewer=viewer, at=whole_second(at),
    )  # fmt: skip
    row = {
        "id": new_id(),
        "case_id": case.id,
        "link_id": link.id,
        "sequence": sequence,
        "place": file.place,
        "digests": b"".join(part.dump() for part in file.parts),
    }
    insert_rows(session, BodyFile, row)
    tell_news(session, link, key, at=at)


def open_given(session: Session, number: int, *, pack: Pack, viewer: Body, at: datetime) -> OpenFile:
    """What the body was given with the words *number*; run it through `database.write`: that it was read is written down.

    Raises: SignedOut; FileNotFound for what did not come through this very link.
    """
    link, case, _, _ = find_request(session, pack=pack, viewer=viewer, at=at)
    words = session.scalars(
        select(BodyWords).where(BodyWords.link_id == link.id, BodyWords.sequence == number, BodyWords.sender == OFFICE)
    ).one_or_none()
    row = session.scalars(
        select(BodyFile).where(BodyFile.link_id == link.id, BodyFile.sequence == number)
    ).one_or_none()
    if words is None or row is None:
        raise FileNotFound
    told = open_record(words.payload, viewer.key, case=case.id, slot=SLOT, sequence=number)
    parts = load_parts(row.digests)
    if commit_to_file(parts).hex() != told["whole"]:
        raise FileAltered
    journal.record_reading(
        session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": "link", "file": number}
    )
    return OpenFile(
        id=row.id, case_id=case.id, place=row.place, name=told["file"], kind=KINDS[told["kind"]], size=told["size"],
        checked="clean", nonce=bytes.fromhex(told["nonce"]), parts=parts, key=viewer.key,
    )  # fmt: skip
