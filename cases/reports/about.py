"""What reports tell cases apart by, and by which of it sums are kept."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cases.case_facts import clear
from cases.records import Case

COUNTED: Final = "case"
"""Kind of the cases that have numbers; visits and systemic issues are counted as what they are, and came by no channel."""
CHANNEL: Final = "channel"


class About(NamedTuple):
    """What a case is about, and how it came. Empty: nothing is known, or all of them are meant."""

    track: str = ""
    channel: str = ""
    facility: str = ""
    body: str = ""


KEPT: Final = ((), ("track",), ("channel",), ("track", "channel"), ("facility",), ("body",))
"""What has pages of its own: more of them would be nearly as many as cases. What else is asked together is read from parts."""


def is_kept(asked: About) -> bool:
    """Whether there are pages of cases about what is *asked* and nothing else."""
    return tuple(name for name in About._fields if getattr(asked, name)) in KEPT


@lru_cache(maxsize=100_000)
def pages_about(about: About) -> tuple[About, ...]:
    """Of which pages a case *about* this is: that of all, and those of what is known of it."""
    known = about._asdict()
    found = (About(**{name: known[name] for name in names}) for names in KEPT if all(known[name] for name in names))
    return tuple(dict.fromkeys(found))


def about_case(case: Case, body_fact: str) -> About:
    """*body_fact*: name of the fact that says which body is complained of."""
    channel = clear(case.facts, CHANNEL) if case.kind == COUNTED else None
    return About(case.track, channel or "", case.facility or "", clear(case.facts, body_fact) or "")


def fits(about: Sequence[str], asked: About) -> bool:
    """Whether a case *about* this is one of those asked for."""
    return all(wanted in ("", known) for known, wanted in zip(about, asked, strict=True))
