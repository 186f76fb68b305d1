"""Every length of time that a procedure may name has words."""

import pytest

from web.i18n import Voice, speaking
from web.kit.durations import duration_words
from workflows.durations import SAME_DAY, UNITS, Duration


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_unit_of_time_has_words(language: str) -> None:
    with speaking(Voice(language)):
        said = {duration_words(Duration(amount, unit)) for unit in (*UNITS, SAME_DAY) for amount in (5,)}
    assert len(said) == len(UNITS) + 1


def test_russian_counts_as_russians_do() -> None:
    with speaking(Voice("ru")):
        said = [duration_words(Duration(amount, "working days")) for amount in (1, 2, 5, 15, 21)]
    assert said == ["1 рабочий день", "2 рабочих дня", "5 рабочих дней", "15 рабочих дней", "21 рабочий день"]
