"""Facts derived from days, from other cases and from who is left, each within its bounds."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.providers import PROVIDERS
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.handling import CHIEF, Act, walk

ALIKE: dict[str, Any] = {"track": "detention", "facility": "F-3901"}


def derived(house: House, reference: str, name: str) -> int:
    def ask(session: Session, *, viewer: Viewer) -> int:
        case = find_case(session, reference, viewer=viewer)
        return PROVIDERS[name](session, case, house.pack, house.clock())

    return house.database.read(ask, viewer=System())


def test_days_are_counted_in_the_institutions_zone(house: House) -> None:
    reference = house.file().reference
    house.clock.move(hours=15)  # after midnight in Almaty, before it in Greenwich
    assert derived(house, reference, "days_since_received") == 1


def test_cases_alike_share_a_place_and_an_issue_in_the_quarter(house: House) -> None:
    filed = [house.file(**ALIKE).reference for _ in range(3)]
    assert derived(house, filed[0], "alike_in_quarter") == 0
    for reference, issue in zip(filed, ("transfer", "transfer", "contact"), strict=True):
        walk(house, reference, [Act("register"), Act("triage", answers={"issues": [issue]})])
    assert [derived(house, reference, "alike_in_quarter") for reference in filed] == [1, 1, 0]
    house.clock.move(days=91)
    assert derived(house, filed[0], "alike_in_quarter") == 0


def test_other_signals_about_one_facility_are_counted(house: House) -> None:
    one, _, elsewhere = (
        house.file(track="detention", facility=facility, identity="anonymous").reference
        for facility in ("F-3901", "F-3901", "F-7501")
    )
    assert [derived(house, reference, "signals_on_facility") for reference in (one, elsewhere)] == [1, 0]


@pytest.mark.parametrize("acts", [[Act("register")], [Act("register", CHIEF)]])
def test_whoever_did_something_is_not_left_to_review_it(house: House, acts: list[Act]) -> None:
    house.employ("chief2.39", "KZ-39", "representative")
    reference = house.file().reference
    walk(house, reference, acts)
    assert derived(house, reference, "uninvolved_left") == (1 if acts[0].by == CHIEF else 2)
