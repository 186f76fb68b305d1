"""A small store that speaks the S3 protocol on a loopback port: objects in memory, every signature and hash checked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Literal
from urllib.parse import parse_qs, unquote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from tests.harness.s3_signatures import KEY, SECRET, fault_of

BUCKET = "evidence"
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
RANGE = re.compile(r"bytes=(?P<first>\d+)-(?P<last>\d*)")
STATUS = {"NoSuchKey": 404, "NoSuchBucket": 404, "NotImplemented": 501, "MethodNotAllowed": 405}
Fault = Literal["refuse", "break", "cut", "hang"]
"""What may befall a request: an answer of 503, a line that breaks before the answer, or in the middle of its body, or no
answer until the store is let go on."""


@dataclass
class Bucket:
    """What the store holds. *page*: names in one answer to a listing; *faults*: what befalls the next requests.

    *asked*: (method, path with query) of every request that was signed as it should be; *turned_away*: why others were not.
    """

    port: int = 0
    page: int = 1000
    objects: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    hanging: Event = field(default_factory=Event)
    going_on: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def write_secret(folder: Path) -> Path:
    """The secret key in a file, as an operator keeps it."""
    path = folder / "s3-secret"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


@contextmanager
def s3_server() -> Iterator[Bucket]:
    """A running store with one empty bucket."""
    bucket = Bucket()

    class Answer(Request):
        held = bucket

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        bucket.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield bucket
        server.shutdown()
        thread.join()


class Request(BaseHTTPRequestHandler):
    """One request: its fault if one is due, its signature, then what it asks for."""

    protocol_version = "HTTP/1.1"
    held: Bucket

    def answer(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("content-length") or 0))
        with self.held.lock:
            self.fault = self.held.faults.pop(0) if self.held.faults else None
        if self.fault == "hang":
            self.held.hanging.set()
            self.held.going_on.wait()
        if self.fault == "break":
            self.close_connection = True
            return
        if self.fault == "refuse":
            self.say(503, error("SlowDown"))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        wrong = fault_of(self.command, self.path, headers, self.body)
        if wrong is not None:
            self.held.turned_away.append(wrong)
            self.say(403, error(wrong))
            return
        path, _, query = self.path.partition("?")
        _, bucket, *rest = unquote(path).split("/", 2)
        with self.held.lock:
            self.held.asked.append((self.command, self.path))
            if bucket != BUCKET:
                self.refuse("NoSuchBucket")
            elif rest and rest[0]:
                self.on_object(rest[0], query)
            else:
                self.on_bucket(parse_qs(query, keep_blank_values=True))

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = answer  # noqa: N815 - names that http.server asks for

    def on_object(self, name: str, query: str) -> None:
        objects = self.held.objects
        if query or self.command not in {"GET", "HEAD", "PUT", "DELETE"}:
            self.refuse("NotImplemented")
        elif self.command == "PUT":
            objects[name] = self.body
            self.say(200, b"")
        elif self.command == "DELETE":
            objects.pop(name, None)
            self.say(204, b"")
        elif name not in objects:
            self.refuse("NoSuchKey")
        else:
            self.give(objects[name])

    def give(self, content: bytes) -> None:
        """An object, or the rest of it from where a reader was cut off."""
        asked = RANGE.fullmatch(self.headers.get("range", ""))
        if asked is None:
            self.say(200, content, kind="application/octet-stream")
            return
        first, last = int(asked["first"]), min(int(asked["last"] or len(content) - 1), len(content) - 1)
        self.say(
            206, content[first : last + 1], kind="application/octet-stream", part=f"bytes {first}-{last}/{len(content)}"
        )

    def on_bucket(self, query: dict[str, list[str]]) -> None:
        if self.command == "POST" and "delete" in query:
            names = [
                each.text or "" for each in ET.fromstring(self.body).iter() if each.tag.rpartition("}")[2] == "Key"
            ]
            for name in names:
                self.held.objects.pop(name, None)
            gone = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
            self.say(200, f'<DeleteResult xmlns="{NAMESPACE}">{gone}</DeleteResult>'.encode())
        elif self.command == "GET" and query.get("list-type") == ["2"]:
            self.say(200, self.listing({name: values[0] for name, values in query.items()}))
        else:
            self.refuse("NotImplemented")

    def listing(self, query: dict[str, str]) -> bytes:
        """One page of names in order, those below a delimiter gathered to what they share (ListObjectsV2)."""
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        found: dict[str, bool] = {}
        for name in sorted(self.held.objects):
            if name.startswith(prefix):
                head, cut, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
                found[prefix + head + cut if cut else name] = bool(cut)
        after = query.get("continuation-token", "")
        names = [name for name in found if name > after]
        page, more = names[: self.held.page], len(names) > self.held.page
        rows = "".join(
            f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
            if found[name]
            else f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-23T04:30:00.000Z</LastModified>"
            f"<ETag>&quot;0&quot;</ETag><Size>{len(self.held.objects[name])}</Size></Contents>"
            for name in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        return (
            f'<ListBucketResult xmlns="{NAMESPACE}"><Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix>'
            f"<KeyCount>{len(page)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>"
        ).encode()

    def refuse(self, code: str) -> None:
        self.say(STATUS[code], error(code))

    def say(self, status: int, body: bytes, *, kind: str = "application/xml", part: str = "") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-type", kind)
        if part:
            self.send_header("content-range", part)
        self.send_header("etag", '"0"')
        self.send_header("last-modified", "Mon, 23 Nov 2026 04:30:00 GMT")
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.fault == "cut" and body:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


def error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


__all__ = ["BUCKET", "KEY", "Bucket", "s3_server", "write_secret"]
