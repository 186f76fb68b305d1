"""Files from a body: sealed to the case's file key as they arrive, so that the page that takes them cannot give them back.

Whoever sends through a mailbox has its key, and a file is looked at by opening what was stored. A body has no key of the case:
so the ends of the file are looked at while they pass, and the virus scanner looks when an officer first opens it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from cases.bodies.answering import due_day, find_request, keep_sent
from cases.database import Database
from cases.errors import FileRefused, NotAllowed, ScannerDown
from cases.evidence import arriving
from cases.evidence.arriving import Whole
from cases.evidence.kinds import Kind
from cases.evidence.limits import Limits
from cases.evidence.names import clean_name
from cases.evidence.padding import parts_of
from cases.evidence.parts import lay_filling
from cases.evidence.receiving import HOLD, Desk, Stream, drop
from cases.evidence.sniffing import HEAD, check_tail, sniff
from cases.evidence.store import Store, part_name
from cases.evidence.whose import Destination
from cases.keys import public_file_key
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.settings import Settings
from cases.viewer import Body

TAIL = 2
"""Parts at the end of a file that are looked at."""


def open_desk(database: Database, store: Store, settings: Settings, pack: Pack, *, viewer: Body, clock: Any) -> Desk:
    """Where the body's files are taken in. Raises: SignedOut."""
    to = database.read(find_file, pack=pack, viewer=viewer, at=clock())
    return Desk(database=database, store=store, settings=settings, pack=pack, viewer=viewer, clock=clock, to=to)


def find_file(session: Session, *, pack: Pack, viewer: Body, at: datetime) -> Destination:
    """The institution's side of the case that the link is of. Raises: SignedOut."""
    _, case, _, _ = find_request(session, pack=pack, viewer=viewer, at=at)
    epoch, public = public_file_key(session, case)
    return Destination(case.id, case.reference, None, epoch, public)


@dataclass
class BodyStream(Stream):
    """A file that is looked at while it passes."""

    head: bytes = field(default=b"", repr=False)
    last: dict[int, bytes] = field(default_factory=dict, repr=False)
    digest: Any = field(default_factory=sha256, repr=False)

    def hear(self, piece: memoryview) -> None:
        """The next bytes, in their order: what the receipt names is the hash of all of them."""
        self.digest.update(piece)

    def seal(self, number: int, plain: bytes | bytearray, *, last: bool = False) -> None:
        if number == 0:
            self.head = bytes(plain[:HEAD])
        self.last[number] = bytes(plain)
        self.last.pop(number - TAIL, None)
        super().seal(number, plain, last=last)

    def finish(self) -> int:
        """Raises: FileRefused; ScannerDown where the institution takes nothing unlooked at."""
        if not self.parts:
            raise FileRefused("empty")
        desk, awaited, length = self.desk, self.awaited, self.length
        if not isinstance(desk.viewer, Body):
            raise NotAllowed
        try:
            kind = self.look_at()
        except (FileRefused, ScannerDown):
            drop(desk, awaited)
            raise
        parts = [self.parts[number] for number in range(self.begun)]
        parts += lay_filling(desk.store, awaited.place, length, public=awaited.public)
        desk.store.settle(part_name(awaited.place, number, part.seal) for number, part in enumerate(parts))
        whole = Whole(
            name=clean_name(awaited.told["name"], kind),
            kind=kind.name,
            size=length,
            nonce=awaited.nonce,
            parts=parts,
            checked="held" if desk.settings.clamd else "off",
        )
        return desk.database.write(
            take_in, awaited.id, whole, self.digest.hexdigest(), desk.to, limits=desk.limits, pack=desk.pack,
            viewer=desk.viewer, at=desk.clock(),
        )  # fmt: skip

    def look_at(self) -> Kind:
        """What kind the whole file is. Raises: FileRefused; ScannerDown where nothing is taken that was not scanned."""
        tail = b"".join(self.last[number] for number in sorted(self.last)[-TAIL:])
        kind = sniff(tail[:HEAD] if parts_of(self.length) <= TAIL else self.head)
        check_tail(kind, tail, length=self.length)
        if self.desk.settings.clamd and self.desk.settings.clamd_down != HOLD:
            raise ScannerDown
        return kind


def take_in(
    session: Session, upload_id: int, whole: Whole, digest: str, to: Destination, *, limits: Limits, pack: Pack,
    viewer: Body, at: datetime,
) -> int:  # fmt: skip
    """The file and the link's own note of it, in one transaction. Raises: SignedOut, UploadGone, FileRefused."""
    link, case, proceeding, page = find_request(session, pack=pack, viewer=viewer, at=at)
    due = due_day(proceeding, page, pack)
    found = arriving.take_in(session, upload_id, whole, to, limits=limits, pack=pack, viewer=viewer, at=at)
    words = {"file": whole.name, "size": whole.size, "digest": digest, "late": due is not None and at > due}
    keep_sent(
        session, case, link, proceeding, words, key=f"file:{upload_id}/sent", pack=pack, viewer=viewer,
        at=whole_second(at),
    )  # fmt: skip
    return found
