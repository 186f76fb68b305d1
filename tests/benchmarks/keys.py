"""What keys cost a page once somebody is signed in: the session's keys from the cookie, then the case's file key."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.doors import sessions, signing_in
from cases.keys import file_key
from cases.records import Case, StaffSession
from cases.viewer import Nobody, Officer, Viewer
from tests.benchmarks.figure import Figure, cpu_rate
from tests.builders import PASSPHRASE, House

BUDGET = 5
"""Milliseconds of CPU a page."""


def measure(house: House, *, username: str = "keyholder.39") -> None:
    """Through `read`, as pages do it, for somebody new: a code counts once, and other parts sign in the same minute.

    The floor reads the same rows and opens nothing.
    """
    house.employ(username, "KZ-39", "caseworker")
    reference = house.file().reference
    cookie = signing_in.sign_in(
        house.database, username=username, passphrase=PASSPHRASE, code=house.totp(username), secrets=house.secrets,
        at=house.clock(),
    ).cookie  # fmt: skip

    def with_keys() -> None:
        viewer = house.database.read(sessions.resume, cookie, viewer=Nobody(), at=house.clock()).officer
        house.database.read(open_case_key, reference, viewer=viewer)

    def bare() -> None:
        house.database.read(read_session, viewer=Nobody())
        house.database.read(read_case, reference, viewer=Nobody())

    value, floor = (1000 / cpu_rate(work, seconds=2, batch=10) for work in (with_keys, bare))
    Figure(
        name="keys_a_page", value=round(value - floor, 2), unit="ms", floor=round(floor, 2), ratio=round(value / floor, 1),
        budget=BUDGET, met=value - floor <= BUDGET,
        note="CPU, best of batches of 10; what keys add to the floor, which reads session and case",
    ).print()  # fmt: skip


def open_case_key(session: Session, reference: str, *, viewer: Officer) -> None:
    case = session.scalars(select(Case).where(Case.reference == reference)).one()
    file_key(session, case, case.epoch, viewer=viewer)


def read_case(session: Session, reference: str, *, viewer: Viewer) -> Case:
    return session.scalars(select(Case).where(Case.reference == reference)).one()


def read_session(session: Session, *, viewer: Viewer) -> StaffSession | None:
    return session.scalars(select(StaffSession).limit(1)).first()
