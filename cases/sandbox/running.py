"""Runs a job in the sandbox: bytes are fed in as they come, the answer comes out; never both whole in this process."""

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from signal import SIGKILL, SIGXCPU
from threading import BoundedSemaphore, Thread, Timer
from typing import IO, Any

import msgspec

from cases.errors import SandboxFailed
from cases.turns import aside

AT_ONCE = 2
"""Sandboxes at work in one process."""
WAIT_S, WALL_S = 60, 60
LONGEST_HEAD = 64 * 1024
STEP = 256 * 1024
_gate = BoundedSemaphore(AT_ONCE)


class Answer(msgspec.Struct, frozen=True):
    """What the job told, and what it made, read as it is asked for."""

    told: Mapping[str, Any]
    pieces: Iterator[bytes]


@contextmanager
def run(job: str, pieces: Iterable[bytes], *, most: int, **told: Any) -> Iterator[Answer]:
    """Do *job* on *pieces*; its answer may be *most* bytes long. The process is gone when the block ends.

    Raises: SandboxFailed: `time`, `memory`, `broken`, `unsafe`, `large`, or what else the job says; whatever *pieces* raises.
    """
    with aside():
        free = _gate.acquire(timeout=WAIT_S)
    if not free:
        raise SandboxFailed("time")
    try:
        command = [sys.executable, "-I", "-m", "cases.sandbox.inside", job]
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
            start_new_session=True,
        ) as process:  # fmt: skip
            timer = Timer(WALL_S, process.kill)
            timer.start()
            try:
                yield converse(process, pieces, told, most)
            finally:
                timer.cancel()
                process.kill()
                for pipe in (process.stdin, process.stdout):
                    with suppress(OSError):
                        pipe.close()  # type: ignore[union-attr]
    finally:
        _gate.release()


def converse(process: subprocess.Popen[bytes], pieces: Iterable[bytes], told: Mapping[str, Any], most: int) -> Answer:
    source, target = process.stdout, process.stdin
    assert source is not None and target is not None  # noqa: S101, PT018 - they are pipes
    trouble: list[BaseException] = []
    feeder = Thread(target=feed, args=(target, told, pieces, trouble), daemon=True)
    feeder.start()
    with aside():
        head = source.readline(LONGEST_HEAD)
        feeder.join(WALL_S)
    if trouble:
        raise trouble[0]
    try:
        answer = msgspec.json.decode(head, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise SandboxFailed(ended_by(process.wait())) from None
    if "failed" in answer:
        raise SandboxFailed(str(answer["failed"]))
    return Answer(answer, read_on(source, most))


def ended_by(status: int) -> str:
    """Why a process ended before it could speak: by a limit of time, out of memory inside a library, or by itself."""
    return "time" if status in {-SIGKILL, -SIGXCPU} else "memory" if status < 0 else "broken"


def feed(target: IO[bytes], told: Mapping[str, Any], pieces: Iterable[bytes], trouble: list[BaseException]) -> None:
    try:
        target.write(msgspec.json.encode(told) + b"\n")
        for piece in pieces:
            target.write(piece)
    except BrokenPipeError:
        pass  # it has ended; its answer says why
    except BaseException as error:  # noqa: BLE001 - told to who waits for the answer
        trouble.append(error)
    finally:
        with suppress(OSError):
            target.close()


def read_on(source: IO[bytes], most: int) -> Iterator[bytes]:
    total = 0
    while piece := source.read(STEP):
        total += len(piece)
        if total > most:
            raise SandboxFailed("large")
        yield piece
