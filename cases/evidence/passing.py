"""A file from somebody who cannot open what they send: it is looked at while it passes.

Whoever sends through a mailbox, or into a case that they read, has its key, and a file is looked at by opening what was
stored. A body at its link and an officer of another office have none: so the ends of the file are looked at as they pass, and the
virus scanner looks when somebody first opens it.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cases.errors import FileRefused, ScannerDown
from cases.evidence import arriving
from cases.evidence.arriving import Whole
from cases.evidence.kinds import Kind
from cases.evidence.names import clean_name
from cases.evidence.padding import parts_of
from cases.evidence.parts import lay_filling
from cases.evidence.receiving import HOLD, Stream, drop
from cases.evidence.sniffing import HEAD, check_tail, sniff
from cases.evidence.store import part_name

TAIL = 2
"""Parts at the end of a file that are looked at."""


@dataclass
class PassingStream(Stream):
    """A file that is looked at while it passes."""

    head: bytes = field(default=b"", repr=False)
    last: dict[int, bytes] = field(default_factory=dict, repr=False)
    digest: Any = field(default_factory=sha256, repr=False)

    def hear(self, piece: memoryview) -> None:
        """The next bytes, in their order: what a receipt names is the hash of all of them."""
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
        try:
            kind = self.look_at()
        except (FileRefused, ScannerDown):
            drop(desk, awaited)
            raise
        parts = [self.parts[number] for number in range(self.begun)]
        parts += lay_filling(desk.store, awaited.place, length, public=awaited.public)
        desk.store.settle(part_name(awaited.place, number, part.seal) for number, part in enumerate(parts))
        return self.keep(
            Whole(
                name=clean_name(awaited.told["name"], kind),
                kind=kind.name,
                size=length,
                nonce=awaited.nonce,
                parts=parts,
                checked="held" if desk.settings.clamd else "off",
            )
        )

    def look_at(self) -> Kind:
        """What kind the whole file is. Raises: FileRefused; ScannerDown where nothing is taken that was not scanned."""
        tail = b"".join(self.last[number] for number in sorted(self.last)[-TAIL:])
        kind = sniff(tail[:HEAD] if parts_of(self.length) <= TAIL else self.head)
        check_tail(kind, tail, length=self.length)
        if self.desk.settings.clamd and self.desk.settings.clamd_down != HOLD:
            raise ScannerDown
        return kind

    def keep(self, whole: Whole) -> int:
        """Write down that it is there; gives its id. Raises: FileRefused when others filled the case meanwhile."""
        desk = self.desk
        return desk.database.write(
            arriving.take_in, self.awaited.id, whole, desk.to, limits=desk.limits, pack=desk.pack, viewer=desk.viewer,
            at=desk.clock(),
        )  # fmt: skip
