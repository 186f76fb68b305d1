"""What may be asked of a house's health: by a monitor without a session, and by who keeps the house."""

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.alarms.worker import work_once
from cases.records import Proceeding
from cases.sending import outbox
from cases.settings import Settings
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.handling import URGENT, case_of
from tests.web.desk_browser import open_browser

NO_CHANNEL = "no channel for alerts is set up: they stand on the duty page only"


def test_a_house_whose_alarms_do_not_ring_says_that_it_is_not_ready(house: House, settings: Settings) -> None:
    house.file(**URGENT)
    monitor = open_browser(house, settings).client
    told = []
    for minutes in (0, 40):
        house.clock.move(minutes=minutes)
        told.append(monitor.get("/health/ready"))
    work_once(house.database, house.pack, at=house.clock())
    told.append(monitor.get("/health/ready"))
    assert [(each.status_code, each.text.split("\n")) for each in told] == [
        (200, ["ok", NO_CHANNEL]),
        (503, ["alarms are late: the oldest by 40 minutes", NO_CHANNEL]),
        (200, ["ok", NO_CHANNEL]),
    ]


def test_a_house_that_has_a_channel_and_does_not_send_says_so(house: House, settings: Settings) -> None:
    lay_alert(house)
    house.clock.move(minutes=7)
    silent = open_browser(house, settings).client.get("/health/ready")
    assert (silent.status_code, silent.text) == (200, f"ok\n{NO_CHANNEL}")
    sending = open_browser(house, replace(settings, gateway="https://sms.example/")).client
    told = sending.get("/health/ready")
    assert (told.status_code, told.text) == (503, "alerts wait: the oldest for 7 minutes")


@pytest.mark.parametrize(("language", "words"), [("kk", "Баптау"), ("ru", "Настрой"), ("en", "Set up")])
def test_who_keeps_the_house_reads_how_it_is(house: House, settings: Settings, language: str, words: str) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    browser = open_browser(house, settings, "keeper.ho", language=language)
    browser.get("/admin/health")
    assert browser.page.status_code == 200
    assert browser.page.text.count("tag-green") >= 2, "an idle house is well"
    assert "ARASHA_SMTP" in browser.text
    lay_alert(house)
    house.file(**URGENT)
    house.clock.move(minutes=12)
    browser.get("/admin/health")
    assert browser.page.text.count("tag-red") >= 2, "an alarm is late, and an alert"


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "бұл нұсқасы жоқ"), ("ru", "больше нет этой версии"), ("en", "no longer has this version")],
)
def test_an_alarm_that_cannot_ring_is_named_with_its_case_and_why(
    house: House, settings: Settings, language: str, words: str
) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    plain, walled = house.file(**URGENT).reference, house.file(about_us="our_staff").reference
    assert case_of(house, walled).walled

    def take_the_procedure_away(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Proceeding).values(version=77))

    house.database.write(take_the_procedure_away, viewer=System())
    house.clock.move(hours=3)
    work_once(house.database, house.pack, at=house.clock())
    browser = open_browser(house, settings, "keeper.ho", language=language)
    browser.get("/admin/health")
    assert plain in browser.text
    assert words in browser.text
    assert walled not in browser.page.text, "that there is one behind the wall is itself a secret"


def lay_alert(house: House) -> None:
    def lay(session: Session, *, viewer: Viewer) -> None:
        outbox.lay_in(session, "alert:1", "sms", {"officer": 7}, due=house.clock())

    house.database.write(lay, viewer=System())
