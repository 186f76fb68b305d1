"""One file on its way in: collected part by part, each sealed while the next arrives."""

import asyncio
from collections import deque
from contextlib import suppress

import anyio
from litestar.concurrency import sync_to_thread

from cases.errors import FileInfected, FileRefused, ScannerDown, StoreDown
from cases.evidence import receiving
from cases.evidence.names import clean_name
from cases.evidence.padding import PART
from cases.evidence.receiving import Desk, Stream

LONGEST_NAME = 255
AT_ONCE = 2
"""Parts of one file that are being sealed while the next is collected."""
PROBLEMS = (FileRefused, FileInfected, ScannerDown, StoreDown)
"""What is told beside a file, while the others of the form go on."""


class Arrival:
    """One file of a form: a part is collected while the one before it is sealed and stored in another thread."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.collected, self.filled = bytearray(PART), 0
        self.sealing: deque[tuple[asyncio.Task[None], bytearray]] = deque()

    @classmethod
    async def begin(cls, desk: Desk, name: str, stream: type[Stream] = Stream) -> "Arrival":
        awaited = await sync_to_thread(receiving.begin, desk, name, None)
        return cls(stream(desk, awaited))

    async def take(self, piece: memoryview) -> None:
        """The next bytes. Raises: what taking in an earlier part came to."""
        self.stream.hear(piece)
        while piece:
            if self.filled == PART:  # only now is it known not to be the last
                await self.hand_on()
            taken = min(PART - self.filled, len(piece))
            self.collected[self.filled : self.filled + taken] = piece[:taken]
            self.filled += taken
            piece = piece[taken:]

    async def hand_on(self) -> None:
        """Have the part that was collected sealed, and collect the next one where an earlier one lay."""
        part, number = self.collected, self.stream.next_number(PART)
        self.sealing.append((asyncio.ensure_future(sync_to_thread(self.stream.seal, number, part)), part))
        if len(self.sealing) <= AT_ONCE:
            self.collected = bytearray(PART)
        else:
            await asyncio.wait([self.sealing[0][0]])  # unlike awaiting it, this does not end it when we are ended
            sealed, self.collected = self.sealing.popleft()
            sealed.result()
        self.filled = 0

    async def settle(self) -> None:
        """Wait for the parts that are being sealed. Raises: what became of the first that was not."""
        waiting, self.sealing = [sealed for sealed, _ in self.sealing], deque()
        for outcome in await asyncio.gather(*waiting, return_exceptions=True):
            if outcome is not None:
                raise outcome

    async def end(self) -> None:
        """All bytes were taken. Raises: FileRefused, FileInfected, ScannerDown, StoreDown."""
        await self.settle()
        if self.filled:
            del self.collected[self.filled :]
            await sync_to_thread(self.stream.add, self.collected, last=True)
        await sync_to_thread(self.stream.finish)

    async def drop(self) -> None:
        """Nothing of it stays, also when the browser is gone and this request is being ended."""
        with anyio.CancelScope(shield=True):
            with suppress(Exception):
                await self.settle()
            await sync_to_thread(receiving.drop, self.stream.desk, self.stream.awaited)


def shown(given: str) -> str:
    """A browser's name of a file as pages may show it."""
    return clean_name(given[-LONGEST_NAME:])
