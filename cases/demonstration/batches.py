"""Batches of made-up cases: invented and prepared, then filed and lived in one transaction."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random

import msgspec
from sqlalchemy.orm import Session

from cases import casefile
from cases.database import Database
from cases.demonstration.casting import Cast, gather
from cases.demonstration.living import live
from cases.demonstration.preparing import Made, Wanted, make_batch, read_tales
from cases.filing.filing import file_complaint
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Nobody, Officer, System, Viewer

SELDOM = 50_000
"""New objects between two looks for garbage, instead of 700."""
Codes = list[tuple[str, str]]
"""(reference, receipt code) of the few that have one."""


class House(msgspec.Struct, frozen=True):
    """Where cases are filed and lived, and who handles them."""

    database: Database
    pack: Pack
    secrets: Secrets
    officers: Sequence[Officer]


class Lived(msgspec.Struct, frozen=True):
    """What is told of a batch that is written."""

    how_many: int
    codes: Codes


def live_batches(house: House, batches: Sequence[Wanted]) -> Iterator[Lived]:
    """Make, file and live one batch after the other; gives a word of each once it is durable."""
    tales = read_tales()
    for wanted in batches:
        made = make_batch(house.database, house.pack, house.secrets, wanted, tales=tales)
        codes = house.database.write(
            write_batch, made, officers=house.officers, pack=house.pack, lot_seed=wanted.lot_seed, until=wanted.until,
            viewer=System(),
        )  # fmt: skip
        yield Lived(len(made), codes)


def write_batch(
    session: Session, batch: Sequence[Made], *,
    officers: Sequence[Officer], pack: Pack, lot_seed: float, until: datetime, viewer: Viewer,
) -> Codes:  # fmt: skip
    """File and live a batch in one transaction. The lot starts from a seed, because a use case may be run again."""
    house, head_office = gather(officers, pack)
    codes = []
    lot = Random(lot_seed)  # noqa: S311 - see above
    for made in batch:
        at, cast = made.filing.received_at, Cast(house, head_office, made.turn)
        receipt = file_complaint(session, made.filing, pack=pack, viewer=Nobody(), at=at)
        if made.nickname:
            namer = cast.officers(made.filing.route.lead)[0]
            casefile.rename(session, receipt.reference, made.nickname, viewer=namer, at=at)
        with session.no_autoflush:  # the case's own row is written once, at the end of its life
            live(
                session, receipt.reference, receipt.complaint_id, made.story, cast=cast, words=made.words, pack=pack,
                lot=lot, at=at, until=until,
            )  # fmt: skip
        if receipt.code:
            codes.append((receipt.reference, receipt.code))
    return codes


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for garbage seldom: the pack and what Python has loaded stay, and were walked through again and again."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
