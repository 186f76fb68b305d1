"""What runs in the sandbox: one job, told on the first line of its input; the rest of the input is what it works on."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import msgspec

from cases.sandbox.doors import close_doors
from cases.sandbox.jobs import JOBS, Failed, Job

STEP = 256 * 1024


def main() -> None:
    """Load the job, close the doors, read, work, answer: a line of JSON, then bytes."""
    module_name, function = JOBS[sys.argv[1]]
    module = import_module(module_name)
    module.warm()
    job: Job = getattr(module, function)
    holding = close_doors()
    if not holding:
        answer({"failed": "unsafe"}, b"")
        return
    head, _, rest = read_all().partition(b"\n")
    try:
        told, content = job(rest, msgspec.json.decode(head))
    except Failed as failed:
        told, content = {"failed": str(failed)}, b""
    except MemoryError:
        told, content = {"failed": "memory"}, b""
    except Exception:  # noqa: BLE001 - whatever a library does with made-up bytes: it could not be done
        told, content = {"failed": "broken"}, b""
    answer({**told, "holding": holding}, content)


def read_all() -> bytes:
    content = bytearray()
    while piece := os.read(0, STEP):
        content += piece
    return bytes(content)


def answer(told: Mapping[str, Any], content: bytes) -> None:
    left = memoryview(msgspec.json.encode(told) + b"\n" + content)
    while left:
        left = left[os.write(1, left[:STEP]) :]


if __name__ == "__main__":
    main()
    os._exit(0)
