"""Bodies that go past the server's parser: whatever their lengths and however the network cuts, each request gets its own."""

import socket
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from random import Random
from threading import Thread
from typing import Any

import httptools
import pytest
import uvicorn
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from tests.harness.serving import Server
from web.long_bodies import PIECE, LongBodies

LENGTHS = (0, 1, 2_000, 65_536, 70_001, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17)
gone: list[str] = []
"""Addresses of requests whose browser left before their body was whole."""


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the length and hash of the body and with the longest piece of it; `/unread` without reading it."""
    if scope["type"] != "http":
        return
    digest, length, longest, more = sha256(), 0, 0, scope["path"] != "/unread"
    while more:
        event = await receive()
        if event["type"] != "http.request":
            gone.append(scope["path"])
            return
        assert type(event["body"]) is bytes
        digest.update(event["body"])
        length, longest, more = length + len(event["body"]), max(longest, len(event["body"])), event["more_body"]
    told = f"{scope['path']} {length} {digest.hexdigest()} {longest}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(told))]})
    await send({"type": "http.response.body", "body": told})


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Where the echo is served, until the last test of this file."""
    running = Server(uvicorn.Config(echo, http=LongBodies, log_level="error", access_log=False, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield listening.getsockname()
        running.should_exit = True
        thread.join()


def connected(address: tuple[str, int]) -> socket.socket:
    line = socket.create_connection(address, timeout=20)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


class Answers:
    """Reads as many answers as were asked for from a line."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.found, self.status = line, list[str](), list[int]()
        self.parser = httptools.HttpResponseParser(self)

    def on_body(self, body: bytes) -> None:
        self.found.append(body.decode())

    def on_headers_complete(self) -> None:
        self.status.append(self.parser.get_status_code())

    def read(self, count: int) -> list[str]:
        while len(self.found) < count:
            data = self.line.recv(65_536)
            assert data, f"the line ended after {len(self.found)} of {count} answers"
            self.parser.feed_data(data)
        return self.found


def request(path: str, body: bytes, *, chunked: bool = False) -> bytes:
    if chunked:
        pieces = [body[at : at + 40_000] for at in range(0, len(body), 40_000)]
        told = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
        return f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + told
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def body_of(number: int, length: int) -> bytes:
    """Bytes that look like requests of their own here and there, which nobody may take them for."""
    return (f"\r\n\r\nPOST /{number}-smuggled HTTP/1.1\r\nContent-Length: 3\r\n\r\n".encode() * (length // 40 + 1))[
        :length
    ]


@given_settings(max_examples=40, deadline=None)
@given(
    asked=st.lists(st.tuples(st.sampled_from(LENGTHS), st.booleans()), min_size=1, max_size=5),
    cuts=st.integers(0, 12),
    seed=st.integers(0, 2**32),
)
def test_each_request_of_a_line_gets_its_own_body_wherever_the_network_cuts(
    address: tuple[str, int], asked: list[tuple[int, bool]], cuts: int, seed: int
) -> None:
    bodies = [body_of(number, length) for number, (length, _) in enumerate(asked)]
    sent = b"".join(
        request(f"/{number}", body, chunked=chunked)
        for number, (body, (_, chunked)) in enumerate(zip(bodies, asked, strict=True))
    )
    at = Random(seed)
    places = sorted({0, len(sent), *(at.randrange(len(sent) + 1) for _ in range(cuts))})
    with connected(address) as line:
        for start, end in pairwise(places):
            line.sendall(sent[start:end])
        found = Answers(line).read(len(asked))
    told = [" ".join(each.split()[:3]) for each in found]
    assert told == [f"/{number} {len(body)} {sha256(body).hexdigest()}" for number, body in enumerate(bodies)]


def test_no_more_is_read_than_somebody_takes(address: tuple[str, int]) -> None:
    with connected(address) as line:
        line.sendall(request("/film", bytes(40 * PIECE)))
        (told,) = Answers(line).read(1)
    length, longest = int(told.split()[1]), int(told.split()[3])
    assert length == 40 * PIECE
    assert longest <= PIECE


def test_a_body_that_nobody_read_is_not_taken_for_the_next_request(address: tuple[str, int]) -> None:
    with connected(address) as line:
        answers = Answers(line)
        line.sendall(request("/unread", body_of(0, 5 * PIECE)))
        line.sendall(request("/next", b"short"))
        found = answers.read(2)
    assert [each.split()[:2] for each in found] == [["/unread", "0"], ["/next", "5"]]


def test_who_reads_is_told_that_the_browser_left(address: tuple[str, int]) -> None:
    path = "/left"
    with connected(address) as line:
        line.sendall(request(path, bytes(3 * PIECE))[:-1])
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b""
    with connected(address) as line:
        line.sendall(request("/after", b"x"))
        assert Answers(line).read(1)[0].startswith("/after 1 ")
    assert gone == [path]


@pytest.mark.parametrize(
    "heads",
    [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: -5",
        "Content-Length: 5, 5",
    ],
)
def test_a_body_of_two_lengths_is_refused(address: tuple[str, int], heads: str) -> None:
    with connected(address) as line:
        line.sendall(f"POST /two HTTP/1.1\r\nHost: x\r\n{heads}\r\n\r\n".encode() + b"0\r\n\r\n" * 3)
        assert line.recv(100).startswith(b"HTTP/1.1 400 ")
