"""Who does not get in: other units, those who check the journal or run the machine, and those who are complained of."""

from collections.abc import Callable

import pytest

from tests.builders import House
from tests.journeys.person import Person
from web.i18n import catalogue

STORY = "Сотрудник приёмной требовал денег за приём."
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def officer(somebody: Callable[..., Person], username: str, language: str = "ru") -> Person:
    person = somebody(language=language)
    person.username = username
    return person


@pytest.mark.parametrize("username", ["caseworker.75", "representative.75", "integrity.in"])
def test_a_case_of_another_unit_is_not_there_at_all(
    somebody: Callable[..., Person], house: House, username: str
) -> None:
    theirs = house.file(region="KZ-39", story=STORY).reference
    stranger = officer(somebody, username)
    assert stranger.look_at_queue("unit") == []
    seen = []
    for reference in (theirs, "2026-481516-3"):
        stranger.open_case(reference, expect=404)
        seen.append((stranger.page.title(), stranger.text.replace(reference, "")))
        stranger.go(f"/desk/cases/{reference}/proceedings/1/register", expect=404)
        seen.append((stranger.page.title(), stranger.text.replace(reference, "")))
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]


@on_sqlite
@pytest.mark.parametrize(("username", "role"), [("auditor.ho", "auditor"), ("keeper.ho", "administrator")])
def test_whoever_checks_or_runs_the_house_sees_no_case(
    somebody: Callable[..., Person], house: House, username: str, role: str
) -> None:
    if username not in house.officers:
        house.employ(username, "KZ-HO", role)
    reference = house.file(story=STORY, body_kind="central").reference
    person = officer(somebody, username, "kk")
    for path in ("/desk", f"/desk/cases/{reference}", f"/desk/cases/{reference}/proceedings/1/register"):
        person.go_as_staff(path, expect=403)
        assert person.heading == catalogue("kk").gettext("This page is not open to you")
    person.go("/desk/start")
    assert reference not in person.text
    assert STORY not in person.page.content()


@on_sqlite
def test_a_complaint_about_our_own_people_is_seen_by_the_integrity_unit_alone(
    somebody: Callable[..., Person], house: House
) -> None:
    complainant = somebody(language="kk")
    sent = complainant.complain(
        {
            "danger_24h": "no", "filed_by": "self", "track": "other", "story": STORY, "region": "KZ-39",
            "contact_route": "code_only", "about_us": "our_staff", "identity": "named", "consents": "processing",
        }
    )  # fmt: skip
    for username in ("caseworker.39", "representative.39", "caseworker.ho", "supervisor.ho"):
        outsider = officer(somebody, username)
        assert outsider.look_at_queue("unit") == []
        outsider.open_case(sent.reference, expect=404)
    head = officer(somebody, "representative.39")
    assert head.read_figures("KZ-39")["received"] == "0"
    insider = officer(somebody, "integrity.in")
    assert insider.look_at_queue("unit") == [sent.reference]
    insider.open_case(sent.reference)
    assert STORY in insider.text
    insider.act(1, "register")
    complainant.enter_mailbox()
    assert complainant.heading == "Тіркелді"
