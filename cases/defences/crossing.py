"""A filing that comes in one sending, without a draft: what it brings against the toll of a source that files often."""

from dataclasses import dataclass, field
from datetime import datetime

from cases.defences.sources import Source
from cases.defences.tolls import ask_toll, is_paid, read_toll
from cases.errors import TollOpen
from cases.vault.pepper import Pepper


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Where a sending comes from and what it brings; *free* and *bulk*: complaints an hour that cost nothing, that pass."""

    source: Source
    free: int
    bulk: int
    token: str = ""
    work: str = field(default="", repr=False)

    def is_bulk(self, filed: int) -> bool:
        """Whether it comes with so many others that it is held aside."""
        return self.source.known and filed >= self.bulk

    def pay(self, held_id: int, filed: int, *, pepper: Pepper, at: datetime) -> None:
        """See that the toll for *held_id* is paid, of a source that has *filed* so many this hour. Raises: TollOpen."""
        asked = ask_toll(held_id, filed, self.free, pepper=pepper, at=at)
        if asked is None:
            return
        toll = read_toll(self.token, held_id, pepper=pepper)
        if toll is not None and self.source.known:
            toll = toll.in_line(filed, self.free, at=at)
        if toll is None or not is_paid(toll, self.work, at=at):
            toll = toll or asked
            raise TollOpen(toll.token, toll.left(at), toll.bits)
