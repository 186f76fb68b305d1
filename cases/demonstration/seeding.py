"""Three years of made-up cases, filed and handled through the use cases by two processes, to take under a minute."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from cases.demonstration.abreast import live_abreast
from cases.demonstration.batches import Codes, House, Lived, few_collections, live_batches
from cases.demonstration.beside import begin_own_cases, note_who_is_away
from cases.demonstration.inventing import Words
from cases.demonstration.people import Account
from cases.demonstration.preparing import Wanted, read_tales
from cases.demonstration.sharing import Arrival, share_out
from cases.settings import Settings

YEARS = timedelta(days=3 * 365)
BATCH = 50
"""Cases a transaction: the commit's fsync is paid once for all of them."""
WITH_CODE = 40
"""How many get a receipt code: each costs an Argon2, and nobody tries more (design 09)."""


def seed_cases(
    house: House, accounts: Sequence[Account], *,
    settings: Settings, how_many: int, lot: Random, until: datetime, say: Callable[[str], None],
) -> Codes:  # fmt: skip
    """File and handle *how_many* made-up cases over the three years before *until*, showing a bar.

    Gives (reference, code) of the few that have a receipt code.
    """
    moments = sorted(arrival(lot, until) for _ in range(how_many))
    keep_codes = set(lot.sample(range(how_many), k=min(WITH_CODE, how_many)))
    arrivals = [(at, number in keep_codes) for number, at in enumerate(moments)]
    ours, theirs = (
        in_batches(share, lot, until) for share in share_out(arrivals, house.pack.calendar.zone)
    )  # fmt: skip
    bar = Bar(how_many, say)
    with few_collections():
        if theirs:
            with live_abreast(settings, accounts, theirs) as second:
                for lived in live_batches(house, ours):
                    bar.move(lived, *second.hear(house.database, wait=False))
                for lived in second.hear(house.database, wait=True):
                    bar.move(lived)
        else:
            for lived in live_batches(house, ours):
                bar.move(lived)
    tell_the_rest(house, lot=lot, until=until)
    return bar.codes


def tell_the_rest(house: House, *, lot: Random, until: datetime) -> None:
    """What a house has beside complaints."""
    tales, language = read_tales(), house.pack.languages[0]
    words = Words(*(tales.stories[f"{who}_words"][language] for who in ("officer", "complainant", "respondent")))
    begin_own_cases(
        house.database, house.pack, house.secrets, house.officers, lives=tales.lives, words=words, lot=lot, until=until
    )
    note_who_is_away(house.database, house.pack, house.officers, tales.lives, lot=lot, at=until)


def in_batches(arrivals: Sequence[Arrival], lot: Random, until: datetime) -> list[Wanted]:
    return [
        Wanted(arrivals[first : first + BATCH], lot.random(), until) for first in range(0, len(arrivals), BATCH)
    ]  # fmt: skip


def arrival(lot: Random, until: datetime) -> datetime:
    """More in later years, as in life; mostly by day."""
    days = YEARS.days * lot.random() ** 1.4
    moment = until - timedelta(days=days)
    hour = min(23, max(0, round(lot.gauss(8, 4))))
    return min(moment.replace(hour=hour, minute=lot.randrange(60)), until - timedelta(minutes=5))


class Bar:
    """How far the seeding has come, and what it gave so far."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        self.codes: Codes = []
        self._done, self._total, self._say = 0, total, say

    def move(self, *lived: Lived) -> None:
        for batch in lived:
            self.codes += batch.codes
            self._done += batch.how_many
        filled = 30 * self._done // self._total
        self._say(
            f"\r  made-up cases [{'█' * filled}{'·' * (30 - filled)}] {self._done:,} of {self._total:,}"
            + ("\n" if self._done == self._total else "")
        )
