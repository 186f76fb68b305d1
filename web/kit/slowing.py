"""Guessing takes longer and longer for where it comes from, and for nobody else (design 04 §4.7)."""

from collections.abc import Callable
from typing import Literal, TypeVar

from litestar import Request
from litestar.concurrency import sync_to_thread

from cases.database import Database
from cases.defences.counting import count, seen
from cases.defences.limits import AT_A_TIME, pause_before
from cases.defences.sources import Source
from cases.errors import TooManyTries
from cases.viewer import Nobody
from web.kit.sources import source_of
from web.kit.waiting_room import WaitingRoom

Result = TypeVar("Result")
Door = Literal["code", "staff", "link"]


async def wait_at(door: Door, room: WaitingRoom, request: Request, work: Callable[[], Result]) -> Result:  # type: ignore[type-arg]
    """Do *work*, a try at a door, in the room's time: at once for most, after a pause for a source of many wrong tries.

    The pause holds no thread. Behind a proxy that tells no addresses there is none: everybody would pay it. Raises:
    TooManyTries while others of the same source wait; what *work* raises.
    """
    state = request.app.state
    source = source_of(request)
    wrong = await sync_to_thread(state.database.read, seen, source, door, viewer=Nobody(), at=state.clock())
    seconds = pause_before(wrong) if source.known else 0.0
    if not seconds:
        return await room.wait_turn(work, tried=wrong if source.known else 0)
    waiting: dict[tuple[Door, Source], int] = state.waiting
    mine = (door, source)
    if waiting.get(mine, 0) >= AT_A_TIME:
        raise TooManyTries
    waiting[mine] = waiting.get(mine, 0) + 1
    try:
        await state.pause(seconds)
        return await room.wait_turn(work, tried=wrong)
    finally:
        waiting[mine] -= 1
        if not waiting[mine]:
            del waiting[mine]


def note_wrong(request: Request, database: Database, door: Door) -> None:  # type: ignore[type-arg]
    """One more wrong try from there."""
    database.write_own(count, source_of(request), door, viewer=Nobody(), at=request.app.state.clock())
