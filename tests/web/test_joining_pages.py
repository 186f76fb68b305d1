"""The pages by which people come to work here, and leave sessions behind."""

import re

from cases.settings import Settings
from cases.vault import totp
from tests.builders import PASSPHRASE, House
from tests.harness.kinds import on_both
from tests.web.desk_browser import open_browser

CODE = re.compile(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}")
KEY = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}")
SPARE = re.compile(r"\b\d{5} \d{5}\b")


@on_both
def test_somebody_is_invited_joins_and_ends_a_session_they_left_open(house: House, settings: Settings) -> None:
    house.employ("administrator.ho", "KZ-HO", "administrator")
    office = open_browser(house, settings, "administrator.ho")
    office.get("/admin/people")
    office.submit("/admin/people", name="", username="caseworker.39", unit="", roles="caseworker", languages="kk")
    assert office.page.status_code == 422
    assert "Enter the name" in office.text
    office.submit(
        "/admin/people", name="Dana O", username="caseworker.39", unit="KZ-39", roles="caseworker", languages="kk"
    )
    assert office.page.status_code == 422
    office.submit("/admin/people", name="Dana O", username="dana.o", unit="KZ-39", roles="caseworker", languages="kk")
    (code,) = CODE.findall(office.text)
    assert "dana.o" in office.text

    newcomer = open_browser(house, settings, language="ru")
    newcomer.get("/desk/join")
    newcomer.submit("/desk/join", invitation="AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    assert newcomer.page.status_code == 422
    newcomer.submit("/desk/join", invitation=code)
    key = KEY.findall(newcomer.text)[0].replace(" ", "")
    newcomer.submit("/desk/join/account", wanted="short", code=totp.code_at(key, house.clock()))
    assert newcomer.page.status_code == 422
    assert KEY.findall(newcomer.text)[0].replace(" ", "") == key
    newcomer.submit("/desk/join/account", wanted=PASSPHRASE, code=totp.code_at(key, house.clock()))
    assert len(SPARE.findall(newcomer.text)) == 10
    house.totp_secrets["dana.o"] = key
    house.clock.move(minutes=1)
    newcomer = open_browser(house, settings, "dana.o", language="ru")
    newcomer.get("/desk/sessions")
    newcomer.submit("/desk/sessions/spare-codes")
    assert len(SPARE.findall(newcomer.text)) == 10

    house.clock.move(minutes=1)
    again = open_browser(house, settings, "dana.o", language="kk")
    again.get("/desk/sessions")
    assert again.offers("/desk/sessions/others")
    again.submit("/desk/sessions/others")
    assert not again.offers("/desk/sessions/others")
