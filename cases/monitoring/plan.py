"""What a pack says of monitoring: which register holds the places, what a visit is, and how often one is due."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec

from workflows.facts import Fact
from workflows.faults import Fault, Faults, unknown_name
from workflows.names import Names
from workflows.procedure import Procedure
from workflows.reading import Section

_DAYS: Final = re.compile(r"([1-9][0-9]{0,3}) days?")
_YEARS: Final = re.compile(r"([1-9][0-9]?) years?")


class CommitmentsPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Where promises of the State stand, by which fact a case names one, and what kind of case does."""

    register: str
    fact: str
    issue: str


class AskedPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Who may ask for a visit because of complaints that they read, and what its case then says beside the place."""

    by: frozenset[str]
    """Roles."""
    facts: Mapping[str, str]
    count: str
    """The fact that says for how many complaints it is asked."""


class MonitoringPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How an institution watches over places."""

    places: str
    """Register of the places."""
    period: timedelta
    """Complaints are counted over this long, and beside it over as long before."""
    visit: str
    """Main procedure of a visit."""
    visits: frozenset[str]
    """All procedures that are visits, beside a case's own ones too."""
    signals: str
    """Main procedure of what is reported without a name."""
    made: frozenset[str]
    """Its stages by which somebody has been there."""
    every: int
    """Years within which each place is visited again."""
    recommendation: str
    """Side procedure of a recommendation."""
    commitments: CommitmentsPlan
    asked: AskedPlan


def read_monitoring(
    data: Any, names: Names, facts: Mapping[str, Fact], procedures: Mapping[str, Procedure]
) -> MonitoringPlan:
    """The plan from its file. Raises: Faults."""
    faults: list[Fault] = []
    section = Section(data, faults, (), names.languages)
    visit = section.word("visit", procedures, "procedure")
    stages = procedures[visit].stages if visit in procedures else {}
    commitments = section.section("commitments")
    if commitments is None:
        section.fault("commitments is missing", example="commitments: {register: …, fact: …, issue: …}")
        commitments = Section({}, [], ("commitments",), names.languages)
    plan = MonitoringPlan(
        places=section.word("places", names.registers, "register"),
        period=timedelta(days=_number(section, "period", _DAYS, "90 days")),
        visit=visit,
        visits=frozenset(section.words("visits", procedures, "procedure", required=True)),
        signals=section.word("signals", procedures, "procedure"),
        made=frozenset(section.words("made", stages, "stage", required=True)),
        every=_number(section, "every", _YEARS, "4 years"),
        recommendation=section.word("recommendation", procedures, "procedure"),
        commitments=CommitmentsPlan(
            register=commitments.word("register", names.registers, "register"),
            fact=commitments.word("fact", facts, "fact"),
            issue=commitments.word("issue", procedures, "procedure"),
        ),
        asked=_asked(section, names, facts),
    )
    commitments.close()
    section.close()
    if faults:
        raise Faults(faults)
    return plan


def _asked(section: Section, names: Names, facts: Mapping[str, Fact]) -> AskedPlan:
    """The part that lets offices ask; a pack without it lets nobody."""
    inner = section.section("asked")
    if inner is None:
        return AskedPlan(by=frozenset(), facts={}, count="")
    given, values = inner.section("facts"), dict[str, str]()
    for name in given.data if given else ():
        if name not in facts:
            inner.fault(unknown_name("fact", name, facts), "facts", name)
        elif given is not None:
            values[name] = given.word(name, facts[name].options, "value")
    plan = AskedPlan(
        by=frozenset(inner.words("by", names.roles, "role", required=True)),
        facts=values,
        count=inner.word("count", facts, "fact"),
    )
    if given is not None:
        given.close()
    inner.close()
    return plan


def _number(section: Section, key: str, form: re.Pattern[str], example: str) -> int:
    text = section.text(key, required=True)
    found = form.fullmatch(text or "")
    if found is None:
        if text:
            section.fault(f"not a span of time: {text}", key, example=f"{key}: {example}")
        return 1
    return int(found[1])
