"""What may be asked of a house's health: by a monitor without a session, and by who keeps the house."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.backups.daily import DailyBackup
from cases.operations.workers import Identity
from cases.records import Proceeding
from cases.sending import outbox
from cases.settings import Settings
from cases.viewer import System, Viewer
from cases.worker.rounds import Shop, back_up, be_heard_of, work_once
from tests.builders import House
from tests.harness.backups import kept_house
from tests.harness.handling import URGENT, case_of
from tests.web.desk_browser import Browser, open_browser

TOKEN = {"authorization": "Bearer eighteen storks"}
NO_CHANNEL = "no channel for alerts is set up: they stand on the duty page only"


@pytest.fixture
def watched(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a house that a monitor with a token looks at."""
    token = tmp_path / "token"
    token.write_text("eighteen storks\n")
    return replace(settings, metrics_token=str(token))


def test_a_house_whose_alarms_do_not_ring_says_that_it_is_not_ready(house: House, watched: Settings) -> None:
    house.file(**URGENT)
    monitor = open_browser(house, watched).client
    told = []
    for minutes in (0, 40):
        house.clock.move(minutes=minutes)
        told.append(monitor.get("/health/ready", headers=TOKEN))
    outside = monitor.get("/health/ready")
    work_once(house.database, house.pack, at=house.clock())
    told.append(monitor.get("/health/ready", headers=TOKEN))
    assert [(each.status_code, each.text.split("\n")) for each in told] == [
        (200, ["ok", NO_CHANNEL]),
        (
            503,
            [
                "not ready",
                "no worker was heard of for 40 minutes",
                "alarms are late: the oldest by 40 minutes",
                NO_CHANNEL,
            ],
        ),
        (200, ["ok", NO_CHANNEL]),
    ]
    assert (outside.status_code, outside.text) == (503, "not ready"), "what it is is nobody's business outside"


def test_a_worker_that_falls_silent_is_missed_before_an_alarm_is(house: House, watched: Settings) -> None:
    monitor = open_browser(house, watched).client
    work_once(house.database, house.pack, at=house.clock())
    told = []
    for minutes in (4, 2):
        house.clock.move(minutes=minutes)
        told.append(monitor.get("/health/ready", headers=TOKEN).text.split("\n")[:2])
    assert told == [["ok", NO_CHANNEL], ["not ready", "no worker was heard of for 6 minutes"]]
    assert monitor.get("/health/serving").text == "ok", "pages are drawn without one"


def test_a_house_that_has_a_channel_and_does_not_send_says_so(house: House, watched: Settings) -> None:
    lay_alert(house)
    house.clock.move(minutes=7)
    work_once(house.database, house.pack, at=house.clock())
    silent = open_browser(house, watched).client.get("/health/ready", headers=TOKEN)
    assert (silent.status_code, silent.text) == (200, f"ok\n{NO_CHANNEL}")
    sending = open_browser(house, replace(watched, gateway="https://sms.example/")).client
    told = sending.get("/health/ready", headers=TOKEN)
    assert (told.status_code, told.text) == (503, "not ready\nalerts wait: the oldest for 7 minutes")


def test_a_store_that_does_not_answer_is_told_and_closes_no_page(house: House, watched: Settings) -> None:
    here = replace(watched, evidence=str(watched.data / "elsewhere"))
    monitor = open_browser(house, here).client
    (watched.data / "elsewhere").rmdir()
    told = monitor.get("/health/ready", headers=TOKEN)
    assert (told.status_code, told.text.split("\n")[1]) == (503, "the store of files does not answer")
    assert monitor.get("/health/serving").status_code == 200


def test_a_process_without_its_database_lives_and_does_not_serve(house: House, watched: Settings) -> None:
    monitor = open_browser(house, watched).client
    with closing(sqlite3.connect(watched.data / "arasha.sqlite", timeout=20)) as broken:
        broken.execute("DROP TABLE heartbeats")
    told = [monitor.get(f"/health/{what}", headers=TOKEN) for what in ("live", "serving", "ready")]
    figures = monitor.get("/metrics", headers=TOKEN)
    assert [(each.status_code, each.text.split("\n")[:2]) for each in told] == [
        (200, ["ok"]),
        (503, ["not serving"]),
        (503, ["not ready", "the database does not answer"]),
    ]
    assert "arasha_database_up 0" in figures.text


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


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ("Фондық жұмыс", "Сақтық көшірме", "Әзірге бірде-бір көшірме жоқ")),
        ("ru", ("Фоновая работа", "Резервная копия", "Пока нет ни одной")),
        ("en", ("Background work", "Backup", "There is none yet")),
    ],
)
def test_who_keeps_the_house_sees_when_a_worker_and_a_backup_were_heard_of(
    watched: Settings, tmp_path: Path, now: datetime, language: str, words: tuple[str, str, str]
) -> None:
    worker, backup, none = words
    with kept_house(watched, tmp_path, at=now) as kept:
        house = kept.house
        house.employ("keeper.ho", "KZ-HO", "administrator")
        # The pages' process has no way to the backups: it knows of them by what the worker said.
        apart = replace(kept.settings, backup="", backup_shred="")
        browser = open_browser(house, apart, "keeper.ho", language=language)
        daily = DailyBackup(kept.settings)

        told = [stands(browser, worker, backup)]
        assert none in browser.text
        work_once(house.database, house.pack, at=house.clock())
        back_up(Shop(database=house.database, pack=house.pack, at=house.clock(), backups=daily))
        told.append(stands(browser, worker, backup))
        assert none not in browser.text
        for minutes in (6, 37 * 60):
            house.clock.move(minutes=minutes)
            browser = open_browser(house, apart, "keeper.ho", language=language)  # the session has ended meanwhile
            told.append(stands(browser, worker, backup))
        figures = browser.client.get("/metrics", headers=TOKEN).text.splitlines()
    assert told == [("red", "red"), ("green", "green"), ("red", "green"), ("red", "red")]
    assert {"arasha_worker_silent_seconds 133560", "arasha_backup_age_seconds 133560"} <= set(figures)


@pytest.mark.parametrize(
    ("language", "silent", "minded"),
    [("kk", "Үнсіз", "ескертпей тоқтаған"), ("ru", "Молчит", "остановился"), ("en", "Silent", "stopped")],
)
def test_who_keeps_the_house_sees_each_worker_and_which_fell_silent(
    house: House, watched: Settings, language: str, silent: str, minded: str
) -> None:
    house.employ("keeper.ho", "KZ-HO", "administrator")
    stays, dies = (Identity(name, "0.1.0", house.clock()) for name in ("alma:7", "barys:7"))
    for minutes, those in ((0, (stays, dies)), (6, (stays,))):
        house.clock.move(minutes=minutes)
        for each in those:
            be_heard_of(Shop(database=house.database, pack=house.pack, at=house.clock(), me=each))
    browser = open_browser(house, watched, "keeper.ho", language=language)
    browser.get("/admin/health")
    rows = [" ".join(" ".join(row.itertext()).split()) for row in browser.tree.iter("tr")]
    assert [(silent in row) for row in rows if "alma:7" in row or "barys:7" in row] == [False, True]
    assert minded in browser.text
    figures = browser.client.get("/metrics", headers=TOKEN).text.splitlines()
    assert {
        "arasha_workers 1", "arasha_workers_silent 1",
        'arasha_worker_heard_seconds{worker="alma:7",version="0.1.0"} 0',
        'arasha_worker_heard_seconds{worker="barys:7",version="0.1.0"} 360',
    } <= set(figures)  # fmt: skip
    assert browser.client.get("/health/ready", headers=TOKEN).status_code == 200, "one that works is enough"


def stands(browser: Browser, *names: str) -> tuple[str, ...]:
    """The colours in which the page shows the lines of these names."""
    browser.get("/admin/health")
    colours = {}
    for row in browser.tree.iter("div"):
        if (name := row.findtext("dt")) is not None:
            shown = " ".join(each.get("class", "") for each in row.iter())
            colours[name] = next(colour for colour in ("red", "green", "sand") if f"tag-{colour}" in shown)
    return tuple(colours[name] for name in names)


def lay_alert(house: House) -> None:
    def lay(session: Session, *, viewer: Viewer) -> None:
        outbox.lay_in(session, "alert:1", "sms", {"officer": 7}, due=house.clock())

    house.database.write(lay, viewer=System())
