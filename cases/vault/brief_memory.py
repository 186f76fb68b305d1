"""Memory that Argon2 fills once and lets go of: fresh from the system in pages of 2 MiB, and the system's again afterwards.

A stretched code takes 19 MiB, a passphrase 64. Kept for the next one by the C library, each thread held on to its block; given
back and taken anew in pages of 4 KiB, a receipt's code took half as long again. In large pages it takes what it took in memory
that was kept, and a passphrase a quarter less.
"""

import ctypes
import mmap
from contextlib import suppress
from typing import Any, Final

from argon2.low_level import Type, core, error_to_str, ffi

VERSION: Final = 0x13
"""Of Argon2 (RFC 9106 §3.1)."""
OK: Final = 0
NO_MEMORY: Final = -22
"""Answers that `argon2.h` names."""
_taken: Final[dict[int, mmap.mmap]] = {}


def take(place: Any, size: int) -> int:
    try:
        block = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except (OSError, ValueError):
        return NO_MEMORY
    with suppress(OSError, AttributeError):  # a system without large pages does it in small ones
        block.madvise(mmap.MADV_HUGEPAGE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(block))
    _taken[address] = block
    place[0] = ffi.cast("uint8_t *", address)
    return OK


def give_back(address: Any, _: int) -> None:
    """Argon2 has wiped it."""
    _taken.pop(int(ffi.cast("uintptr_t", address))).close()


def callbacks() -> tuple[Any, Any]:
    """`take` and `give_back` as C calls them; nothing where the system lets no program write code, and Argon2 takes its own."""
    try:
        return (
            ffi.callback("int(uint8_t **, size_t)", take, error=NO_MEMORY),
            ffi.callback("void(uint8_t *, size_t)", give_back),
        )
    except MemoryError:
        return ffi.NULL, ffi.NULL


TAKE, GIVE_BACK = callbacks()


def argon2id(secret: bytes, salt: bytes, *, memory_kib: int, passes: int, length: int) -> bytes:
    """*length* bytes of Argon2id over *secret* in one lane. Raises: MemoryError where there is none; ValueError for bad costs."""
    out = ffi.new("uint8_t[]", length)
    inside, salted = ffi.new("uint8_t[]", secret), ffi.new("uint8_t[]", salt)
    context = ffi.new(
        "argon2_context *",
        {
            "out": out, "outlen": length, "pwd": inside, "pwdlen": len(secret), "salt": salted, "saltlen": len(salt),
            "secret": ffi.NULL, "secretlen": 0, "ad": ffi.NULL, "adlen": 0, "t_cost": passes, "m_cost": memory_kib,
            "lanes": 1, "threads": 1, "version": VERSION, "allocate_cbk": TAKE, "free_cbk": GIVE_BACK, "flags": 0,
        },
    )  # fmt: skip
    answer = core(context, Type.ID.value)
    if answer == NO_MEMORY:
        raise MemoryError
    if answer != OK:
        raise ValueError(error_to_str(answer))
    return bytes(ffi.buffer(out))
