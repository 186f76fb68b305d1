"""The virus scanner: clamd over its socket, given the bytes as a stream (INSTREAM), told nothing of whose they are."""

import re
import socket
from collections.abc import Iterable
from typing import Literal

from cases.errors import FileInfected, ScannerDown

Checked = Literal["clean", "held", "large", "off"]
PATIENCE_S = 60.0
STEP = 256 * 1024
ADDRESS = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")


def scan(address: str, pieces: Iterable[bytes]) -> Checked:
    """`clean`, or `large` when the scanner takes no more. *address*: path of its socket, or host:port.

    Raises: FileInfected; ScannerDown, also for an answer that is none.
    """
    try:
        with connect(address) as line:
            answer = ask(line, pieces)
    except OSError:
        raise ScannerDown from None
    if answer.endswith("FOUND"):
        raise FileInfected
    if answer.endswith("OK"):
        return "clean"
    if "size limit exceeded" in answer:
        return "large"
    raise ScannerDown


def ask(line: socket.socket, pieces: Iterable[bytes]) -> str:
    line.sendall(b"zINSTREAM\0")
    try:
        for piece in pieces:
            for start in range(0, len(piece), STEP):
                part = piece[start : start + STEP]
                line.sendall(len(part).to_bytes(4, "big") + part)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has said its word before the end: too large, or found already
    return read_answer(line)


def read_answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096:
        more = line.recv(4096)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode("ascii", "replace").strip()


def connect(address: str) -> socket.socket:
    found = ADDRESS.fullmatch(address)
    if found:
        return socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=PATIENCE_S)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(PATIENCE_S)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line
