"""Practice: marked on every page, and without a way out whatever the environment says."""

from datetime import datetime
from pathlib import Path

from click.testing import CliRunner
from msgspec.structs import replace

from cases.database import Database
from cases.settings import PRACTICE, Settings, read_settings
from tests.builders import House, found_house
from tests.web.desk_browser import open_browser
from web.cli import main

REAL = {
    "ARASHA_SMTP": "smtp://mail.omb.example", "ARASHA_GATEWAY": "https://sms.example/send", "ARASHA_EVIDENCE": "s3://real/files",
    "ARASHA_WITNESS": "/srv/witness", "ARASHA_DATABASE": "postgresql+psycopg://real", "ARASHA_MAIL_FROM": "a@omb.example",
}  # fmt: skip
"""The environment of a real house."""


def test_a_folder_for_practice_is_served_without_any_way_out(tmp_path: Path) -> None:
    before = read_settings(REAL, data=tmp_path)
    assert (before.practice, before.embedded, bool(before.smtp)) == (False, False, True)
    (tmp_path / PRACTICE).touch()
    after = read_settings(REAL, data=tmp_path)
    assert after.practice
    assert after.embedded
    assert (after.smtp, after.gateway, after.evidence, after.witness, after.shred_database) == ("", "", "", "", "")


def test_practice_takes_no_database_of_others_and_offers_none(tmp_path: Path) -> None:
    assert "--database" not in CliRunner().invoke(main, ["practice", "--help"]).output
    told = CliRunner().invoke(
        main, ["practice", "--data", str(tmp_path / "p"), "--database", "postgresql+psycopg://real"]
    )
    assert told.exit_code == 2
    assert not (tmp_path / "p").exists()


def test_every_page_says_that_it_is_practice_and_the_cookie_has_another_name(
    database: Database, settings: Settings, now: datetime, tmp_path: Path
) -> None:
    house: House = found_house(database, at=now)
    (tmp_path / PRACTICE).touch()
    served = replace(settings, data=tmp_path)
    browser = open_browser(house, served)
    for language, words in (("kk", "Жаттығу"), ("ru", "Тренировка"), ("en", "Practice")):
        browser.language = language
        for path in ("/", "/desk/sign-in", "/mailbox"):
            browser.get(path)
            assert browser.text.count(words) == 1, path
            assert browser.title.startswith(f"{words}: ")
    assert {name for name in browser.client.cookies if not name.endswith("-practice")} == set()
