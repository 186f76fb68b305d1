"""The mail server is away for a day: alarms ring all the same, every letter goes out once when it is back, none is given up."""

import socket

import pytest
from msgspec.structs import replace

from cases.records import Outbox
from cases.sending.post import Post, open_mail, send_once
from cases.settings import Settings
from cases.vault.post import post_key
from tests.builders import House
from tests.harness.aftermath import alarms_rang_once, letters_came_once
from tests.harness.duty import LADDER, put_on_duty, reach, staff_desk, wait
from tests.harness.handling import URGENT, damages, records
from tests.harness.mail_server import mail_server

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
HOURS = 25


def test_a_mail_server_that_is_away_for_a_day_costs_no_letter(house: House, settings: Settings) -> None:
    staff_desk(house)
    put_on_duty(house)
    reach(house, *LADDER.values(), phone=False)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and nobody listens there: whoever calls is refused
        house.file(**URGENT)
        for _ in range(HOURS):
            wait(house, 60, step=60)
            send(house, settings, nobody.getsockname()[1])
    waiting = [row for row in records(house, Outbox) if row.kind == "email" and row.done_at is None]
    assert waiting
    assert max(row.attempts for row in waiting) > 12
    with mail_server() as box:
        house.clock.move(hours=1)
        send(house, settings, box.port)
        house.clock.move(hours=1)
        send(house, settings, box.port)
        assert letters_came_once(house, box) >= len(waiting)
    wait(house, 1)
    alarms_rang_once(house)
    assert damages(house) == []


def send(house: House, settings: Settings, port: int) -> None:
    """One round of the post, to a server at *port*."""
    mail = open_mail(replace(settings, smtp=f"smtp://127.0.0.1:{port}", mail_from="duty@nhri.example"))
    send_once(house.database, house.pack, Post(post_key(house.secrets.pepper), {"email": mail}), clock=house.clock)
