"""When more complaints than before are worth a look."""

from hypothesis import given
from hypothesis import strategies as st

from cases.monitoring.rises import unusual

counts = st.integers(0, 60)


def test_the_fewest_that_are_unusual_can_be_counted_by_hand() -> None:
    """Five heads in five throws: 1/32 is under one in twenty; four in four, 1/16, is not."""
    assert unusual(5, 0)
    assert not unusual(4, 0)
    assert [unusual(7, 1), unusual(6, 1)] == [True, False]  # 9/256 and 8/128


@given(counts, counts)
def test_more_is_never_less_unusual_and_more_before_never_more(recent: int, before: int) -> None:
    if unusual(recent, before):
        assert unusual(recent + 1, before)
        assert recent > before
    else:
        assert not unusual(recent, before + 1)
