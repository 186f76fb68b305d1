"""What may be told outside the institution: no number under the pack's `least`, and none from which one could be found."""

from itertools import pairwise

from cases.reports.figures import Figures, Share
from cases.reports.indicators import Indicator, Measured
from cases.reports.values import Value, value_of


def told_outside(indicator: Indicator, figures: Figures, *, least: int) -> tuple[Value, bool]:
    """The indicator's value as it may leave the house, and whether one is held back.

    A share is held back where its part or its rest is small: both can be counted from it. Zero is small as well: a number
    that is held back would else be known to be more.
    """
    value = value_of(indicator.name, figures)
    if value is None:
        return None, False
    hidden = base_of(indicator, figures, value) < least
    return (None if hidden else value), hidden


def base_of(indicator: Indicator, figures: Figures, value: Value) -> float:
    """The smallest number of cases that *value* tells of."""
    match indicator.unit:
        case Measured.DAYS:
            return figures.days.total()
        case Measured.MINUTES:
            return figures.minutes.total()
        case Measured.PER_OFFICER:
            return (value if isinstance(value, int | float) else 0) * figures.officers
    if isinstance(value, Share):
        rest = abs(value.whole - value.part)
        return min(value.part, value.whole, rest if indicator.unit is Measured.SHARE else value.whole)
    return value or 0


def stages_outside(stages: tuple[int, ...], *, least: int) -> bool:
    """Whether a funnel may be told: every stage large, and every number that fell out between two of them."""
    fell_out = [before - after for before, after in pairwise(stages)]
    return all(number >= least for number in (*stages, *fell_out))


def change_outside(before: Value, now: Value, *, least: int) -> bool:
    """Whether both values of a figure that is counted otherwise today may be told: each large, and what moved as well.

    Of days, minutes and loads nothing is told: how many cases they speak of is not kept with the change.
    """
    match before, now:
        case Share(), Share():
            moved = {abs(now.part - before.part), abs(now.whole - before.whole)} - {0}
            sizes = [size for one in (before, now) for size in (one.part, abs(one.whole - one.part))]
        case int(), int():
            moved, sizes = {abs(now - before)}, [before, now]
        case _:
            return False
    return all(size >= least for size in (*moved, *sizes))
