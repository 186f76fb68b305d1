"""Three years of made-up cases, filed and handled through the use cases; many in one transaction, to take under a minute."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from cases import casefile
from cases.database import Database
from cases.demonstration.ahead import make_ahead
from cases.demonstration.beside import begin_own_cases, note_who_is_away
from cases.demonstration.casting import Cast, gather
from cases.demonstration.inventing import Words
from cases.demonstration.living import live
from cases.demonstration.preparing import Made, Wanted, read_tales
from cases.filing import file_complaint
from cases.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.settings import Settings
from cases.viewer import Nobody, Officer, System, Viewer

YEARS = timedelta(days=3 * 365)
SELDOM = 50_000
"""New objects between two looks for garbage, instead of 700."""
BATCH = 50
"""Cases a transaction: the commit's fsync is paid once for all of them."""
WITH_CODE = 40
"""How many get a receipt code: each costs an Argon2, and nobody tries more (design 09)."""


def seed_cases(
    database: Database, pack: Pack, secrets: Secrets, officers: Sequence[Officer], *,
    settings: Settings, how_many: int, lot: Random, until: datetime, say: Callable[[str], None],
) -> list[tuple[str, str]]:  # fmt: skip
    """File and handle *how_many* made-up cases over the three years before *until*, showing a bar.

    Gives (reference, code) of the few that have a receipt code.
    """
    codes: list[tuple[str, str]] = []
    tales = read_tales()
    moments = sorted(arrival(lot, until) for _ in range(how_many))
    keep_codes = set(lot.sample(range(how_many), k=min(WITH_CODE, how_many)))
    arrivals = [(at, number in keep_codes) for number, at in enumerate(moments)]
    batches = [Wanted(arrivals[first : first + BATCH], lot.random(), until) for first in range(0, how_many, BATCH)]
    done = 0
    with few_collections(), closing(make_ahead(database, pack, secrets, batches, settings=settings)) as ready:
        for wanted, batch in zip(batches, ready, strict=True):
            codes += database.write(
                write_batch, batch, officers=officers, pack=pack, lot_seed=wanted.lot_seed, until=until, viewer=System()
            )
            done += len(batch)
            show_bar(done, how_many, say)
    language = pack.languages[0]
    words = Words(*(tales.stories[f"{who}_words"][language] for who in ("officer", "complainant", "respondent")))
    begin_own_cases(database, pack, secrets, officers, lives=tales.lives, words=words, lot=lot, until=until)
    note_who_is_away(database, pack, officers, tales.lives, lot=lot, at=until)
    return codes


def arrival(lot: Random, until: datetime) -> datetime:
    """More in later years, as in life; mostly by day."""
    days = YEARS.days * lot.random() ** 1.4
    moment = until - timedelta(days=days)
    hour = min(23, max(0, round(lot.gauss(8, 4))))
    return min(moment.replace(hour=hour, minute=lot.randrange(60)), until - timedelta(minutes=5))


def write_batch(
    session: Session, batch: Sequence[Made], *,
    officers: Sequence[Officer], pack: Pack, lot_seed: float, until: datetime, viewer: Viewer,
) -> list[tuple[str, str]]:  # fmt: skip
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


def show_bar(done: int, total: int, say: Callable[[str], None]) -> None:
    filled = 30 * done // total
    say(
        f"\r  made-up cases [{'█' * filled}{'·' * (30 - filled)}] {done:,} of {total:,}"
        + ("\n" if done == total else "")
    )
