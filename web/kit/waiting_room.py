"""Threads of their own for slow proofs: whoever waits at the staff door keeps no other page waiting (design 04 §4.7)."""

from asyncio import get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from cases.vault.stretching import AT_ONCE

Result = TypeVar("Result")

_room = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="staff-door")


async def wait_turn(work: Callable[[], Result]) -> Result:
    """Do *work* when a thread of the waiting room is free.

    The gate around Argon2 alone is not enough: it blocks threads that all pages share, and a handful of people who
    wait at it would shut intake.
    """
    return await get_running_loop().run_in_executor(_room, copy_context().run, work)
