"""A house with people on duty, and its post."""

from datetime import datetime, timedelta

from cases.duty import contacts, roster
from cases.duty.roster import NewShift
from cases.vault.post import post_key
from cases.viewer import Officer
from cases.worker.rounds import work_once
from tests.builders import House

DESK = "KZ-DU"
CHIEF = "supervisor.du"
LADDER = {"first": "first.du", "second": "caseworker.75", "supervisor": CHIEF, "deputy": "supervisor.ho"}
"""Who stands where: one of the desk itself, one from Almaty, the desk's chief, the head of the office."""


def staff_desk(house: House) -> Officer:
    """Employ the desk's own two people; gives the chief, who holds the desk's key."""
    house.employ("first.du", DESK, "caseworker", "intake")
    return house.employ(CHIEF, DESK, "supervisor")


def put_on_duty(house: House, *, days: int = 3, **places: str) -> None:
    """Fill the ladder from now on; *places* put somebody else there, an empty name leaves a place empty."""
    shifts = [
        NewShift(place, username, house.clock() + timedelta(days=day), house.clock() + timedelta(days=day + 1))
        for place, username in {**LADDER, **places}.items()
        for day in range(days)
        if username
    ]
    house.database.write(
        roster.add_shifts, shifts, pack=house.pack, pinned=house.secrets.pinned, viewer=house.officer(CHIEF),
        at=house.clock(),
    )  # fmt: skip


def reach(house: House, *usernames: str, email: bool = True, phone: bool = True) -> None:
    """Say where people are reached: `NAME@nhri.example` and a telephone."""
    for number, username in enumerate(usernames):
        house.database.write(
            contacts.change_contact, username, email=f"{username}@nhri.example" if email else "",
            phone=f"+770000000{number:02}" if phone else "", public=post_key(house.secrets.pepper).public,
            viewer=house.officer(CHIEF), at=house.clock(),
        )  # fmt: skip


def work(house: House) -> None:
    """One round of the worker, now."""
    work_once(house.database, house.pack, at=house.clock())


def wait(house: House, minutes: int, *, step: int = 1) -> datetime:
    """Let so many minutes go by with a worker that looks every *step* minutes."""
    for _ in range(minutes // step):
        house.clock.move(minutes=step)
        work(house)
    return house.clock()
