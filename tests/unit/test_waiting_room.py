"""The doors' waiting room: somebody who guesses waits behind everybody who does not."""

import asyncio
from functools import partial
from threading import Event

from web.kit.waiting_room import WaitingRoom


def test_the_waiting_room_takes_first_who_tried_least() -> None:
    order: list[str] = []
    shut = Event()

    async def all_at_once() -> None:
        room = WaitingRoom("test")
        held = [asyncio.create_task(room.wait_turn(shut.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        names: list[tuple[str, int]] = [("guesser", 9), ("other guesser", 5), ("owner", 0), ("late guesser", 9)]
        waiting = [
            asyncio.create_task(room.wait_turn(partial(order.append, name), tried=tried)) for name, tried in names
        ]
        await asyncio.sleep(0)
        shut.set()
        await asyncio.gather(*held, *waiting)

    asyncio.run(all_at_once())
    assert order[0] == "owner"
    assert set(order[2:]) == {"guesser", "late guesser"}
