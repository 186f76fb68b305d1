"""Indicators that count what runs beside cases, told by the pack alone: which procedure, when, and which runs count."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

import msgspec

from workflows.procedure import Procedure, ProcedureKind
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
    side: bool = True
    """Whether the procedure runs beside others; a main one is counted row by row, since its stage moves with every act."""

    @property
    def tested(self) -> frozenset[str]:
        """The facts that it tests."""
        return frozenset((self.of.keys() | self.part.keys()) - {STAGE})


def tested_by(runs: Iterable[Runs]) -> dict[str, tuple[str, ...]]:
    """By procedure, the facts that any of *runs* tests."""
    found: dict[str, set[str]] = {}
    for one in runs:
        found.setdefault(one.procedure, set()).update(one.tested)
    return {procedure: tuple(sorted(names)) for procedure, names in found.items() if names}


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
    side = procedure in procedures and procedures[procedure].kind is ProcedureKind.SIDE
    return Runs(procedure=procedure, when=When(when or When.OPENED), of=of, part=part, side=side)


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
