"""A file comes in: begun, taken part by part, looked at, made whole. Called from threads; never inside a transaction.

Each part is sealed when all of its bytes are there, so a line that breaks can leave a part out but never a short one that
looks whole; and a file has its row only when every part of it lies on the disk.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import FileInfected, FileRefused, ScannerDown, StoreDown, UploadBroken, UploadGone
from cases.evidence import arriving, clamd
from cases.evidence.arriving import Awaited, Whole
from cases.evidence.clamd import Checked
from cases.evidence.kinds import Kind
from cases.evidence.limits import Limits, limits_of
from cases.evidence.names import clean_name
from cases.evidence.padding import PART, part_sizes, parts_of
from cases.evidence.parts import Part, lay_down, lay_filling, read_parts
from cases.evidence.sniffing import HEAD, check_tail, sniff
from cases.evidence.store import Store, part_name
from cases.evidence.whose import Destination, find_destination, opening_key
from cases.packs.jurisdiction import Pack
from cases.records import Case, Upload
from cases.settings import Settings
from cases.vault.keys import Key
from cases.viewer import Viewer

HOLD = "hold"


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What taking in a file needs, whoever sends it."""

    database: Database
    store: Store
    settings: Settings
    pack: Pack
    viewer: Viewer
    clock: Callable[[], datetime]
    to: Destination

    @property
    def limits(self) -> Limits:
        return limits_of(self.settings)


def open_desk(
    database: Database, store: Store, settings: Settings, pack: Pack, reference: str,
    *, viewer: Viewer, clock: Callable[[], datetime],
) -> Desk:  # fmt: skip
    """Where the viewer's files for this case are taken in. Raises: CaseNotFound, NotAllowed."""
    to = database.read(find_destination, reference, viewer=viewer)
    return Desk(database=database, store=store, settings=settings, pack=pack, viewer=viewer, clock=clock, to=to)


def begin(desk: Desk, name: str, size: int | None, mark: str = "") -> Awaited:
    """A file is announced; one with the same name, size and *mark* that broke off goes on where it was.

    Raises: FileRefused.
    """
    if size == 0:
        raise FileRefused("empty")
    at = desk.clock()
    if mark:
        known = desk.database.read(arriving.awaited_files, desk.to, viewer=desk.viewer, at=at)
        for each in known:
            if (each.told["name"], each.told["size"], each.told["mark"]) == (name, size, mark):
                return each
    return desk.database.write(
        arriving.await_file, desk.to, name, size, mark, limits=desk.limits, viewer=desk.viewer, at=at
    )


def resume(desk: Desk, upload_id: int) -> Awaited:
    """A file that was begun in another request. Raises: UploadGone."""
    return desk.database.read(arriving.find_awaited, upload_id, desk.to, viewer=desk.viewer, at=desk.clock())


def take_part(desk: Desk, awaited: Awaited, number: int, plain: bytes | bytearray) -> Part:
    """Part *number* of a file whose size was announced: checked, sealed, stored, noted.

    Raises: FileRefused, UploadBroken, UploadGone, StoreDown.

    A part that is there already is not an error: the answer to its first sending was lost.
    """
    size, there = awaited.size, len(awaited.parts)
    if number < there:
        return awaited.parts[number]
    if size is None or number != there or len(plain) != min(PART, size - number * PART) or not plain:
        raise UploadBroken(there)
    if number == 0:
        try:
            sniff(bytes(plain[:HEAD]))
        except FileRefused:
            drop(desk, awaited)
            raise
    part = lay_down(
        desk.store,
        awaited.place,
        number,
        plain,
        public=awaited.public,
        nonce=awaited.nonce,
        size=part_sizes(size)[number],
    )
    desk.database.write(arriving.note_part, awaited.id, number, part, desk.to, viewer=desk.viewer, at=desk.clock())
    return part


@dataclass
class Stream:
    """A file that comes in one go; nobody knows its size before its end.

    Numbers are given out in order; parts may then be sealed beside each other, in threads of their own.
    """

    desk: Desk
    awaited: Awaited
    length: int = 0
    begun: int = 0
    parts: dict[int, Part] = field(default_factory=dict)

    def hear(self, piece: memoryview) -> None:
        """The next bytes, as they pass and in their order: for who cannot look at them afterwards."""

    def add(self, plain: bytes | bytearray, *, last: bool = False) -> None:
        """The next bytes: a whole part each time, what is left over at the end. Raises: FileRefused, StoreDown."""
        self.seal(self.next_number(len(plain)), plain, last=last)

    def next_number(self, length: int) -> int:
        """The number of the next part, which is *length* bytes long. Raises: FileRefused."""
        self.length += length
        if self.length > self.desk.limits.file:
            raise FileRefused("too_large", self.desk.limits.file)
        self.begun += 1
        return self.begun - 1

    def seal(self, number: int, plain: bytes | bytearray, *, last: bool = False) -> None:
        """Seal and store one part. Raises: FileRefused, StoreDown."""
        if number == 0:
            sniff(bytes(plain[:HEAD]))
        size = part_sizes(self.length)[number] if last else PART
        self.parts[number] = lay_down(
            self.desk.store,
            self.awaited.place,
            number,
            plain,
            public=self.awaited.public,
            nonce=self.awaited.nonce,
            size=size,
        )

    def finish(self) -> int:
        """The last byte was added. Raises: as `finish`."""
        if not self.parts:
            raise FileRefused("empty")
        return make_whole(self.desk, self.awaited, self.length, [self.parts[number] for number in range(self.begun)])


def finish(desk: Desk, upload_id: int) -> int:
    """All announced parts are there: the file is looked at and taken in; gives its id. A second time gives the same.

    Raises: FileRefused, FileInfected, ScannerDown, UploadBroken, UploadGone, StoreDown. A refused file leaves nothing behind.
    """
    try:
        awaited = resume(desk, upload_id)
    except UploadGone:
        known = desk.database.read(arriving.find_finished, upload_id, desk.to, viewer=desk.viewer)
        if known is None:
            raise
        return known
    if awaited.size is None or len(awaited.parts) != parts_of(awaited.size):
        raise UploadBroken(len(awaited.parts))
    return make_whole(desk, awaited, awaited.size, list(awaited.parts))


def make_whole(desk: Desk, awaited: Awaited, length: int, parts: list[Part]) -> int:
    """Look at the file from both ends, scan it, fill it up and note it. Raises: as `finish`."""
    try:
        key = desk.database.read(own_key, awaited.id, viewer=desk.viewer)
        kind = look_at(desk.store, awaited, parts, key, length=length)
        checked = scanned(desk, awaited, parts, key, length=length)
        parts = [*parts, *lay_filling(desk.store, awaited.place, length, public=awaited.public)]
        desk.store.settle(part_name(awaited.place, number, part.seal) for number, part in enumerate(parts))
        whole = Whole(
            name=clean_name(awaited.told["name"], kind),
            kind=kind.name,
            size=length,
            nonce=awaited.nonce,
            parts=parts,
            checked=checked,
        )
        return desk.database.write(
            arriving.take_in,
            awaited.id,
            whole,
            desk.to,
            limits=desk.limits,
            pack=desk.pack,
            viewer=desk.viewer,
            at=desk.clock(),
        )
    except FileInfected:
        desk.database.write(
            arriving.turn_away, awaited.case_id, awaited.id, pack=desk.pack, viewer=desk.viewer, at=desk.clock()
        )
        drop(desk, awaited)
        raise
    except (FileRefused, ScannerDown):
        drop(desk, awaited)
        raise


def own_key(session: Session, upload_id: int, *, viewer: Viewer) -> Key:
    """The key that opens what the viewer is sending. Raises: UploadGone, CannotOpen."""
    row = session.get(Upload, upload_id)
    if row is None:
        raise UploadGone
    return opening_key(session, session.get_one(Case, row.case_id), row, viewer=viewer)


def look_at(store: Store, awaited: Awaited, parts: list[Part], key: Key, *, length: int) -> Kind:
    """What kind the whole file is. Raises: FileRefused, FileAltered."""

    def read(first: int, last: int) -> bytes:
        return b"".join(
            read_parts(
                store, awaited.place, parts, key=key, nonce=awaited.nonce, length=length, numbers=range(first, last)
            )
        )

    whole = parts_of(length)
    tail = read(max(0, whole - 2), whole)
    kind = sniff(tail[:HEAD] if whole <= 2 else read(0, 1)[:HEAD])
    check_tail(kind, tail, length=length)
    return kind


def scanned(desk: Desk, awaited: Awaited, parts: list[Part], key: Key, *, length: int) -> Checked:
    """What the virus scanner says. Raises: FileInfected; ScannerDown where files are refused while it is away."""
    if not desk.settings.clamd:
        return "off"
    try:
        return clamd.scan(
            desk.settings.clamd,
            read_parts(desk.store, awaited.place, parts, key=key, nonce=awaited.nonce, length=length),
        )
    except ScannerDown:
        if desk.settings.clamd_down != HOLD:
            raise
        return "held"


def drop(desk: Desk, awaited: Awaited) -> None:
    """Forget a file on its way. What the store does not let go of now is swept up later: the row stays until then."""
    with suppress(StoreDown):
        desk.store.remove(awaited.place)
        desk.database.write(arriving.give_up, awaited.id, viewer=desk.viewer)
