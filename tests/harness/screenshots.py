"""`make screenshots`: the pictures of README.md, taken of a freshly made demonstration in a real browser."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from cases import secrets_folder
from cases.database import Database
from cases.demonstration.institution import found_demonstration
from cases.demonstration.people import Account
from cases.packs import packs
from cases.settings import Settings
from cases.vault import totp
from cases.viewer import System
from tests.builders import Clock, House
from tests.harness.browser import CHROMIUM, QUIET
from tests.harness.serving import served

CASES = 600


def main(target: Path) -> None:
    """Write the pictures as PNG files into *target*."""
    target.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="arasha-pictures-") as folder:
        settings = Settings(data=Path(folder) / "data", secrets=Path(folder) / "secrets", worker=False)
        accounts = found_demonstration(settings, how_many=CASES, at=now, say=lambda words: None)
        with Database.open(settings) as database:
            pack = database.read(packs.published, viewer=System())
            assert pack is not None
            house = House(database, pack, secrets_folder.read_secrets(settings.secrets), Clock(now))
            with served(house, settings) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                take(browser, address, {account.username: account for account in accounts}, target, at=now)
                browser.close()


def take(browser: Browser, address: str, accounts: Mapping[str, Account], target: Path, *, at: datetime) -> None:
    visitor = browser.new_page(viewport={"width": 390, "height": 844}, base_url=address)
    for language in ("kk", "ru"):
        visitor.goto(f"/{language}/")
        visitor.screenshot(path=target / f"start-{language}.png")
    visitor.goto("/kk/complaint")
    visitor.screenshot(path=target / "form-kk.png")
    officer = signed_in(browser, address, accounts["caseworker.39"], at=at)
    officer.goto("/ru/desk?tab=unit")
    officer.screenshot(path=target / "queue-ru.png")
    with officer.expect_navigation():
        officer.locator("a[href*='/desk/cases/']").first.click()
    officer.screenshot(path=target / "case-ru.png")
    supervisor = signed_in(browser, address, accounts["supervisor.ho"], at=at)
    supervisor.goto("/en/reports")
    supervisor.screenshot(
        path=target / "reports-en.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 1350}
    )


def signed_in(browser: Browser, address: str, account: Account, *, at: datetime) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
    page.goto("/ru/desk/sign-in")
    page.fill("[name=username]", account.username)
    page.fill("[name=passphrase]", account.password)
    page.fill("[name=code]", totp.code_at(account.totp_secret, at))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


if __name__ == "__main__":
    main(Path(os.fspath(sys.argv[1])))
