"""Making the day's anchor: drawn from one moment of the data beside all writers, signed, then written in one transaction."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.anchoring.heads import STEP, Head, heads, leaf
from cases.anchoring.seen import remember
from cases.anchoring.statement import BEFORE_ALL, SPACE, VERSION, Statement, to_bytes
from cases.database import Database
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Anchor, AnchoredHead
from cases.records.rows import insert_rows, table_of
from cases.vault.merkle import merkle_root
from cases.vault.signatures import SigningKey
from cases.viewer import System, Viewer
from workflows.calendars import local_day

anchored = table_of(AnchoredHead).c
LATEST = select(Anchor.number, Anchor.day, Anchor.hash).order_by(Anchor.number.desc()).limit(1)
ANCHORED = (
    select(anchored.chain, anchored.key, func.max(anchored.sequence))
    .group_by(anchored.chain, anchored.key)
    .order_by(anchored.chain, anchored.key)
)


class Drawn(msgspec.Struct, frozen=True):
    """An anchor that is not written yet. *changes*: the heads that it is the first to hold."""

    statement: Statement
    changes: list[Head]


def anchor_day(
    database: Database, *, pack: Pack, key: SigningKey, at: datetime, kept: Path | None = None
) -> int | None:
    """Make the anchor of the day *at* in the institution's zone; gives its number, or None where the day has one.

    *kept*: the secrets' folder, where the newest one is remembered.

    All chains are read in a `read` (a few seconds for a million cases), so that nobody who files has to wait for it.
    """
    drawn = database.read(draw, pack=pack, viewer=System(), at=whole_second(at))
    if drawn is None:
        return None
    signature = key.sign(SPACE, to_bytes(drawn.statement))
    made = database.write(keep, drawn, signature, viewer=System(), at=at)
    if made is not None and kept is not None:
        remember(kept, made, sha256(to_bytes(drawn.statement)).digest())
    return made


def draw(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> Drawn | None:
    """The anchor as everything stands now; None where the day has one."""
    day, latest = local_day(pack.calendar, at), session.execute(LATEST).one_or_none()
    if latest is not None and latest.day >= day:
        return None
    every = list[Head]()
    counted = 0

    def leaves(before: Iterable[Any]) -> Iterator[bytes]:
        nonlocal counted
        for head, new in marked(heads(session), before):
            counted += 1
            if new:
                every.append(head)
            yield leaf(head)

    with session.connection().execute(ANCHORED.execution_options(yield_per=STEP)) as before:
        root = merkle_root(leaves(before))
    return Drawn(
        Statement(
            version=VERSION,
            number=latest.number + 1 if latest else 1,
            day=day.isoformat(),
            at=int(at.timestamp()),
            heads=counted,
            root=root.hex(),
            changed=len(every),
            changes=merkle_root(map(leaf, every)).hex(),
            previous=(latest.hash if latest else BEFORE_ALL).hex(),
        ),
        every,
    )


def marked(now: Iterable[Head], before: Iterable[Any]) -> Iterator[tuple[Head, bool]]:
    """Each head with whether no anchor has held it yet. Both come by chain and key."""
    known = iter(before)
    last = next(known, None)
    for head in now:
        while last is not None and tuple(last[:2]) < head[:2]:
            last = next(known, None)
        held = last is not None and tuple(last[:2]) == head[:2] and last[2] >= head.sequence
        yield head, not held


def keep(session: Session, drawn: Drawn, signature: bytes, *, viewer: Viewer, at: datetime) -> int | None:
    """Write the anchor, unless another worker was quicker; gives its number."""
    latest, said = session.execute(LATEST).one_or_none(), drawn.statement
    if (latest.hash if latest else BEFORE_ALL).hex() != said.previous:
        return None
    body = to_bytes(said)
    row = {
        "number": said.number,
        "day": datetime.fromisoformat(said.day).date(),
        "at": datetime.fromtimestamp(said.at, at.tzinfo),
        "body": body,
        "hash": sha256(body).digest(),
        "signature": signature,
    }
    insert_rows(session, Anchor, row)
    rows = [{"anchor": said.number, **head._asdict()} for head in drawn.changes]
    for start in range(0, len(rows), STEP):
        insert_rows(session, AnchoredHead, *rows[start : start + STEP])
    return said.number
