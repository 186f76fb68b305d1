"""Members of a group on their page: taken over from the list, filtered, paged, noted for many with what came of each."""

from cases.records import GroupMember
from cases.settings import Settings
from tests.builders import House
from tests.database.test_groups import households, send_list
from tests.harness.handling import records
from tests.web.desk_browser import open_browser


def test_many_are_noted_at_once_and_told_one_by_one(house: House, settings: Settings) -> None:
    receipt = house.file(language="en")
    send_list(house, receipt, households(465))
    officer = open_browser(house, settings, "caseworker.39")
    here = f"/desk/cases/{receipt.reference}/members"
    officer.get(f"/desk/cases/{receipt.reference}")
    assert here in officer.page.text
    officer.get(here)
    officer.submit("/members/take")
    assert "50 of 465" in officer.text
    officer.submit("/members", scope="filtered", act="confirm")
    assert "Done for 465 members" in officer.text
    officer.submit("/members", scope="ticked", act="settle", member=["3", "999"])
    assert "Done for 1 member" in officer.text
    assert "№ 999: no such member" in officer.text
    officer.get(f"{here}?state=settled")
    assert "Household 3" in officer.text
    assert "1 of 1" in officer.text
    officer.get(f"{here}?after=450")
    assert "Household 465" in officer.text
    officer.submit("/members", scope="ticked", act="remedy.due", member=["460"])
    assert officer.page.status_code == 422
    assert 'href="#kind"' in officer.page.text
    assert "Household 460" in officer.text
    officer.submit("/members", scope="ticked", act="remedy.due", kind="compensation", amount="150 000", member=["460"])
    assert "promised: 150,000.00 ₸" in officer.text.replace("\u00a0", " ") or "150 000,00 ₸" in officer.text
    officer.submit("/members", scope="ticked", act="leave", amount="5", member=["460"])
    assert officer.page.status_code == 422
    assert sorted(row.number for row in records(house, GroupMember) if row.state == "settled") == [3]
    stranger = open_browser(house, settings, "caseworker.75")
    assert stranger.get(here).status_code == 404
