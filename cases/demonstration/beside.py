"""What a house has beside complaints: cases that it begins itself, people who are away, and what they keep out of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from cases.database import Database
from cases.demonstration.casting import Cast, gather
from cases.demonstration.inventing import Words
from cases.demonstration.living import Story, live
from cases.packs.jurisdiction import Pack
from cases.related.opening_issue import open_issue
from cases.secrets_folder import Secrets
from cases.viewer import Officer, System, Viewer
from cases.worklist import availability
from workflows.calendars import local_day


def begin_own_cases(
    database: Database, pack: Pack, secrets: Secrets, officers: Sequence[Officer], *,
    lives: Mapping[str, Any], words: Words, lot: Random, until: datetime,
) -> None:  # fmt: skip
    """Planned visits and systemic issues of `lives.yaml`, each begun and lived up to *until*; they rest where they stand."""
    house, head_office = gather(officers, pack)
    cast = Cast(house, head_office, 0)
    for number, own in enumerate(lives["own"]):
        beginner = cast.player(own["by"], unit=head_office, complaint_id=0)
        if not isinstance(beginner, Officer):
            continue
        at = until - timedelta(days=own["days_ago"])
        title = own["title"][next(iter(beginner.languages), "ru")]
        raw = {name: [str(value)] for name, value in own["facts"].items()}
        reference = open_issue(
            database, own["procedure"], raw, title, linked=None, key=f"demo:own:{number}", pack=pack, secrets=secrets,
            viewer=beginner, at=at,
        )  # fmt: skip
        story = Story(own["steps"], (), True, lives["habits"], lives["late"])
        database.write(
            live_own, reference, story, cast=cast, words=words, pack=pack, lot_seed=lot.random(), at=at, until=until,
            viewer=System(),
        )  # fmt: skip


def live_own(
    session: Session, reference: str, story: Story, *, cast: Cast, words: Words, pack: Pack, lot_seed: float,
    at: datetime, until: datetime, viewer: Viewer,
) -> None:  # fmt: skip
    lot = Random(lot_seed)  # noqa: S311 - a use case may be run again, and then the same way
    live(session, reference, 0, story, cast=cast, words=words, pack=pack, lot=lot, at=at, until=until)


def note_who_is_away(
    database: Database, pack: Pack, officers: Sequence[Officer], lives: Mapping[str, Any], *, lot: Random, at: datetime
) -> None:
    """A few absences, and officers who keep out of a body or facility."""
    house, _ = gather(officers, pack)
    today = local_day(pack.calendar, at)
    for away in lives["absences"]:
        officer = house[away["unit"]][away["place"]]
        database.write(
            availability.note_absence, officer.id, today + timedelta(days=away["first"]), today + timedelta(days=away["last"]),
            pack=pack, viewer=officer, at=at,
        )  # fmt: skip
    for register in availability.REGISTERS:
        for officer in lot.sample([one for staff in house.values() for one in staff], k=3):
            code = lot.choice(list(pack.registers[register]))
            database.write(availability.note_interest, register, code, pack=pack, viewer=officer, at=at)
