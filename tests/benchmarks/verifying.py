"""How long `arasha verify` takes a thousand entries, chains, payloads, wraps, anchors and numbers together."""

from hashlib import sha256
from time import process_time

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.anchoring.making import anchor_day
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import System, Viewer
from tests.benchmarks.figure import Figure
from tests.builders import House
from tests.harness.handling import TO_THE_END, walk

TIMES = 3
BUDGET = 150
"""Milliseconds of CPU a thousand entries: a million in two and a half minutes, at night, beside the clocks."""


def measure(house: House, *, cases: int) -> None:
    """Over the cases that the house holds, and *cases* that are lived to their end first: so many that what is looked at once,
    units' keys and packs, weighs as little as in a house at work.

    The floor reads, hashes and decodes the same entries, and nothing else.
    """
    for _ in range(cases):
        walk(house, house.file().reference, TO_THE_END)
    anchor_day(house.database, pack=house.pack, key=house.secrets.anchor, at=house.clock())
    anchor, pinned, best, floor, entries = house.secrets.anchor.public, house.secrets.pinned, 1e9, 1e9, 0
    for _ in range(TIMES):
        started = process_time()
        entries = house.database.read(read_bare, viewer=System())
        floor = min(floor, process_time() - started)
        started = process_time()
        damages = [
            *house.database.read(verify, viewer=System(), anchor=anchor, pinned=pinned),
            *house.database.read(recount, viewer=System(), known=[house.pack]),
        ]
        best = min(best, process_time() - started)
        if damages:
            raise RuntimeError(f"the journal is not whole: {damages[:3]}")
    value = best / entries * 1_000_000
    Figure(
        name="verify_1000_entries", value=round(value, 1), unit="ms", floor=round(floor / entries * 1_000_000, 1),
        ratio=round(best / floor, 1), budget=BUDGET, met=value <= BUDGET,
        note=f"CPU a thousand entries with all that hangs on them, over {entries}; best of {TIMES}; floor reads, hashes, decodes",
    ).print()  # fmt: skip


def read_bare(session: Session, *, viewer: Viewer) -> int:
    """How many entries and readings there are, each read, hashed and decoded."""
    count = 0
    for chain in ("journal", "readings"):
        for body, fingerprint in session.execute(text(f"SELECT body, hash FROM {chain}")):
            if sha256(body).digest() != bytes(fingerprint):
                raise RuntimeError("not what was hashed")
            msgspec.json.decode(body)
            count += 1
    return count
