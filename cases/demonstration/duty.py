"""A made-up duty roster: day and night for two weeks, with made-up addresses and one gap to notice."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from cases.database import Database
from cases.duty import contacts, roster
from cases.duty.roster import NewShift
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.vault.post import post_key
from cases.viewer import Officer
from workflows.calendars import local_day

TURN: Final = (time(8), time(20))
"""Day and night change here."""
WEEKS: Final = 2
GAP: Final = 9
"""The night of this day has no second: the roster's page has something to say."""
DOMAIN: Final = "nhri.example"
"""Reserved for examples (RFC 2606): nobody is ever written to."""


def fill_roster(database: Database, pack: Pack, secrets: Secrets, officers: Sequence[Officer], *, at: datetime) -> None:
    """Put made-up officers on duty from yesterday's night on, and say where each is reached."""
    own = [one for one in officers if one.unit == pack.institution.duty]
    heads = [one for one in officers if one.unit == pack.institution.head_office and "supervisor" in one.roles]
    chief = next(one for one in own if "supervisor" in one.roles)
    regional = [one for one in officers if pack.units[one.unit].kind == "region" and "intake" in one.roles]
    first = local_day(pack.calendar, at) - timedelta(days=1)
    shifts = []
    for number in range(7 * WEEKS + 2):
        day = first + timedelta(days=number)
        people = {
            "first": (own[-1], regional[number % len(regional)]),
            "second": (regional[(number + 7) % len(regional)], regional[(number + 13) % len(regional)]),
            "supervisor": (chief, chief),
            "deputy": (heads[0], heads[0]),
        }
        for place, (by_day, by_night) in people.items():
            begins, ends = (datetime.combine(day, hour, pack.zone).astimezone(UTC) for hour in TURN)
            shifts.append(NewShift(place, by_day.username, begins, ends))
            if not (place == "second" and number == GAP):
                shifts.append(NewShift(place, by_night.username, ends, begins + timedelta(days=1)))
    coming = [one for one in shifts if one.ends_at > at]
    database.write(roster.add_shifts, coming, pack=pack, pinned=secrets.pinned, viewer=chief, at=at)
    public = post_key(secrets.pepper).public
    rung = {one.username for one in officers if one.roles & {"representative", "supervisor", "commissioner"}}
    for number, username in enumerate(sorted(rung | {one.username for one in coming})):
        # 700 000 00 …: a range that no operator gives out.
        database.write(
            contacts.change_contact, username, email=f"{username}@{DOMAIN}", phone=f"+7 700 000 {number:04}",
            public=public, viewer=chief, at=at,
        )  # fmt: skip
