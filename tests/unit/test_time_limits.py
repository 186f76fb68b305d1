"""Time limits elsewhere: counted from what was told, at its earliest, and only shown where they concern somebody."""

from datetime import date

import pytest

from cases.filing.time_limits import limits_of
from tests.builders import kazakhstan

TODAY = date(2026, 11, 23)


def found(track: str = "harassment", **answers: object) -> dict[str, tuple[date | None, bool, bool]]:
    """Each limit that is shown by its English words' first ones: last day, whether about, whether passed."""
    limits = limits_of(kazakhstan().time_limits, answers, track=track, today=TODAY)
    names = {one.label["en"]: one.name for one in kazakhstan().time_limits}
    return {names[one.label["en"]]: (one.until, one.about, one.passed) for one in limits}


def test_who_was_dismissed_has_a_month_to_get_the_job_back() -> None:
    told = found(job_action="dismissed", job_action_date="2026-10-31")
    assert told["reinstatement"] == (date(2026, 11, 30), False, False)
    assert told["labour_dispute"] == (date(2027, 10, 31), False, False)
    assert "reinstatement" not in found(job_action="demoted", job_action_date="2026-10-31")
    assert "reinstatement" not in found("detention", job_action="dismissed", job_action_date="2026-10-31")


@pytest.mark.parametrize(
    ("told", "until", "about", "passed"),
    [
        ("2026-11-05", date(2026, 12, 5), False, False),
        ("2026-10-23", date(2026, 11, 23), False, False),
        ("2026-10-22", date(2026, 11, 22), False, True),
        ("2026-11", date(2026, 12, 1), True, False),
        ("2026", None, True, False),
        (None, None, True, False),
    ],
)
def test_a_date_that_is_only_about_right_is_taken_at_its_earliest(
    told: str | None, until: date | None, *, about: bool, passed: bool
) -> None:
    assert found("other", elsewhere_date=told)["court"] == (until, about, passed)


def test_the_first_date_that_was_told_counts() -> None:
    assert found(happened="2026-01-10")["labour_dispute"][0] == date(2027, 1, 10)
    assert found(happened="2026-01-10", job_action_date="2026-03-01")["labour_dispute"][0] == date(2027, 3, 1)
