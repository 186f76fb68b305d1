"""A row of `measures` in hand: what acts move on, and what sums are made of."""

from datetime import date

import msgspec


class Spell(msgspec.Struct, kw_only=True):
    """A row of `measures` in hand: its fields are the columns, and mean what `records.Measure` says."""

    case_id: int
    spell: int
    unit: str
    track: str
    channel: str
    urgency: int
    day: date
    until: date | None = None
    open: bool = True
    registered: date | None = None
    acknowledged: date | None = None
    acknowledged_in_time: bool | None = None
    first_minutes: int | None = None
    due: date | None = None
    decided: date | None = None
    decided_days: int | None = None
    decided_in_time: bool | None = None
    told: date | None = None
    redirected: date | None = None
    redirected_in_time: bool | None = None
    extended: bool = False
    outcome: str | None = None
    closed: date | None = None
    remedies: int = 0
    verified: int = 0
    answered: date | None = None
    fairness_felt: str | None = None
    outcome_felt: str | None = None
    walled: bool = False
    ground: str | None = None
    facility: str | None = None
    body: str | None = None
