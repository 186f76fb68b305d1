"""Indicators that count what runs beside cases, told by the pack alone: which procedure, when, and which runs count."""

from collections.abc import Collection, Mapping
from enum import StrEnum

import msgspec

from workflows.procedure import Procedure
from workflows.reading import Section

STAGE = "stage"
"""Named like a fact: where a run stands."""
YES = "yes"
"""How a test writes a fact that is true."""
EXAMPLE = "runs: {procedure: review, when: ended, of: {stage: [changed, upheld]}, part: {stage: [changed]}}"


class When(StrEnum):
    """Which day of a run puts it into a period."""

    OPENED = "opened"
    ENDED = "ended"


Test = Mapping[str, frozenset[str]]
"""By fact of the run (or `stage`) the values that fit; all of them must."""


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """Runs of *procedure* that *when* in the period and fit *of*; *part*: those of them that the share is of."""

    procedure: str
    when: When
    of: Test
    part: Test


def read_runs(item: Section, procedures: Mapping[str, Procedure]) -> Runs | None:
    """What an indicator says under `runs`, of one of the pack's *procedures*; None where it says nothing. Mistakes are noted."""
    section = item.section("runs")
    if section is None:
        return None
    procedure, when = (
        section.word("procedure", procedures, "procedure"),
        section.word("when", list(When), "time of a run"),
    )
    stages = procedures[procedure].stages if procedure in procedures else ()
    of, part = (read_test(section, key, stages) for key in ("of", "part"))
    section.close()
    if not part:
        section.fault("says which runs count towards the share", "part", example=EXAMPLE)
    return Runs(procedure=procedure, when=When(when or When.OPENED), of=of, part=part)


def read_test(section: Section, key: str, stages: Collection[str]) -> Test:
    inner = section.section(key)
    if inner is None:
        return {}
    found = {
        name: frozenset(inner.words(name, stages if name == STAGE else None, "stage", required=True))
        for name in inner.data
    }
    inner.close()
    return found
