"""Which numbers about people may be told of a quarter, so that nothing known beside them opens a small one.

Offices know how many cases they received, so no number may hang on that being secret. Whether an office is told by itself
hangs on its number of cases alone. Of a line, small answers are counted with its first large one, *in a fixed order*; a line
of which only that one is left tells its cases and nothing else, as if all had answered alike. So for each small number the
same is told where it is zero, with as many cases in every office. Smaller offices are told together, and only where every
answer could have been given in the other offices alone: else an office that is nearly all of them could be read off.

Questions with several answers are told answer by answer, as given or not: counted together they would not add up to cases,
and the difference would say who gave two. A line is told once, of a quarter that is over, and lines share nobody: whatever
is added or taken away is again a sum of lines.
"""

from collections.abc import Mapping, Sequence

import msgspec

Counts = Mapping[str, Mapping[str, int]]
"""Cases by office and answer; answers that are not there are zero."""


class Line(msgspec.Struct, frozen=True):
    """Offices that are counted together, their cases, and the answers that are told alone; the rest is told as one number."""

    offices: tuple[str, ...]
    total: int
    alone: Mapping[str, int]


def tell(
    counts: Counts, answers: Sequence[str], *, least: int, office: int, cases: Mapping[str, int] | None = None
) -> tuple[Line, ...]:
    """The lines of one question: each office with at least *office* cases by itself, then the smaller ones together.

    *answers*: in the order in which the first large one takes small ones in; no number under *least* is told. *cases* by office:
    only where a case may have given several answers, which are then told each by itself.
    """
    totals = cases if cases is not None else {one: sum(given.values()) for one, given in counts.items()}
    lines, small = [], []
    for one in counts:
        if totals[one] < office:
            small.append(one)
            continue
        given = {answer: counts[one].get(answer, 0) for answer in answers}
        alone = either(given, totals[one], least, totals[one]) if cases is not None else apart(given, least)
        lines.append(Line((one,), totals[one], alone))
    if total := sum(totals[one] for one in small):
        given = {answer: sum(counts[one].get(answer, 0) for one in small) for answer in answers}
        most = total - max(totals[one] for one in small)
        alone = either(given, total, least, most) if cases is not None else among(given, least, most)
        lines.append(Line(tuple(small), total, alone))
    return tuple(lines)


def apart(given: Mapping[str, int], least: int) -> dict[str, int]:
    """The large answers; without the first of them, where it takes small ones in."""
    large = {answer: number for answer, number in given.items() if number >= least}
    if large and len(large) < len(given):
        del large[next(iter(large))]
    return large


def among(given: Mapping[str, int], least: int, most: int) -> dict[str, int]:
    """As `apart`, of offices together; nothing where one number is over *most*, the cases without their largest office."""
    alone = apart(given, least)
    rest = sum(given.values()) - sum(alone.values())
    return alone if max((rest, *alone.values())) <= most else {}


def either(given: Mapping[str, int], total: int, least: int, most: int) -> dict[str, int]:
    """The answers that are given as well as not given by at least *least* and at most *most* cases of *total*."""
    return {
        answer: number
        for answer, number in given.items()
        if least <= min(number, total - number) and max(number, total - number) <= most
    }
