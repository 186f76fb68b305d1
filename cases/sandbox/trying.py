"""Tries every door of the sandbox, for `arasha` operators and tests: what should be impossible is, and is told so."""

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

THINGS: Mapping[str, Callable[[], object]] = {
    "read a file": lambda: os.open("/etc/hostname", os.O_RDONLY),
    "write a file": lambda: os.open("/tmp/out", os.O_WRONLY | os.O_CREAT),  # noqa: S108 - that it cannot is the point
    "list a folder": lambda: list(Path("/").iterdir()),
    "open a socket": lambda: socket.socket(socket.AF_INET),
    "open a local socket": lambda: socket.socket(socket.AF_UNIX),
    "begin a process": os.fork,
    "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - that it cannot is the point
    "see other processes": lambda: os.kill(1, 0),
    "take memory without end": lambda: bytearray(8 * 1024**3),
}


def warm() -> None:
    """Nothing to load."""


def try_doors(content: bytes, told: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What could be done that should not be: an empty list."""
    done = []
    for name, thing in THINGS.items():
        try:
            thing()
        except (OSError, MemoryError):
            continue
        done.append(name)
    return {"done": done, "length": len(content)}, content[::-1]
