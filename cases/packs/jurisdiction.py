"""A jurisdiction pack: everything national, read strictly. A mistake names file, line, place, reason and an example."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from cases.bodies.plan import BodiesPlan, read_bodies
from cases.duty.plan import read_duty
from cases.errors import PackFault
from cases.filing.time_limits import read_time_limits
from cases.letters.plan import Letterhead, read_letterhead, read_template
from cases.monitoring.plan import read_monitoring
from cases.packs.checks import check_names, check_offices, check_procedure_table, check_telling
from cases.packs.files import digest, read_folder, with_pages
from cases.packs.gate import SHARED, Gate, Halted
from cases.packs.institution import read_institution, read_units
from cases.packs.lists import (
    by_kind,
    read_letter,
    read_register,
    read_taxonomies,
    read_words,
)
from cases.packs.pack import Pack
from cases.recordings.plan import read_recordings
from cases.reports.documents.plan import read_plans
from cases.reports.indicators import FELT, read_indicators
from cases.reports.principles.plan import Principles, read_principles
from cases.retention.plan import RetentionPlan, read_retention
from cases.search.rules import SearchRules, read_search
from workflows.calendar_reading import parse_calendar
from workflows.facts import Fact, parse_facts
from workflows.names import Names
from workflows.number_reading import read_numbers
from workflows.procedure import Procedure, parse_procedure
from workflows.questionnaire import Questionnaire, parse_questionnaire
from workflows.soundness import check_procedures
from workflows.tables import parse_table

__all__ = ["Inspection", "Pack", "PackFault", "inspect_pack", "load_pack", "read_folder"]

PROVIDERS: Final = frozenset(
    {"days_since_received", "days_since_told", "alike_in_quarter", "signals_on_facility", "uninvolved_left"}
)
"""Who computes derived facts."""


class Inspection(msgspec.Struct, frozen=True):
    """What the gate found: a pack that may be published, or every mistake that could be seen."""

    pack: Pack | None
    faults: tuple[PackFault, ...]
    unread: tuple[str, ...]
    """Files that build on faulty ones and were not looked into."""


def load_pack(files: Mapping[str, str], *, proven: bool = False) -> Pack:
    """A checked pack from path → text, as a folder or a published row holds it. Raises: PackFault, the first one.

    *proven*: its procedures were found sound when it was published, which need not be shown again: most of the time goes there.
    """
    found = inspect_pack(files, proven=proven)
    if found.pack is None:
        raise found.faults[0]
    return found.pack


def inspect_pack(files: Mapping[str, str], *, proven: bool = False) -> Inspection:
    """Read *files* as far as they can be read; a mistake in one file does not hide those in its neighbours."""
    gate = Gate(files)
    try:
        pack = _read_pack(gate, files, proven=proven)
        gate.settle()
    except Halted:
        return Inspection(None, tuple(gate.faults), gate.unread)
    return Inspection(pack, (), ())


def _read_pack(gate: Gate, files: Mapping[str, str], *, proven: bool) -> Pack:
    documents = gate.documents
    gate.note(check_names(documents, files))
    institution = gate.read("institution.yaml", read_institution)
    gate.need("institution.yaml")
    languages = institution.languages
    units = gate.read("units.yaml", lambda data: read_units(data, institution))
    gate.need("units.yaml")
    gate.note(check_offices(documents["institution.yaml"], institution, units))
    taxonomies = gate.read("taxonomies.yaml", lambda data: read_taxonomies(data, languages, units))
    words = gate.read("words.yaml", lambda data: read_words(data, languages))
    calendar = gate.read("calendar.yaml", lambda data: parse_calendar(data, zone=institution.zone, languages=languages))
    duty = gate.read("duty.yaml", lambda data: read_duty(data, languages))
    letters = {one.name: one for one in gate.each("letters", lambda data: read_letter(data, languages))}
    numbers = gate.read("numbers.yaml", lambda data: read_numbers(data, languages))
    gate.need("taxonomies.yaml", "words.yaml", "numbers.yaml")
    written = gate.each("templates", lambda data: read_template(data, languages, words.roles))
    templates = {one.name: one for one in written}
    letterhead = gate.read("letterhead.yaml", lambda data: read_letterhead(data, languages))
    looked_for = gate.read("search.yaml", lambda data: read_search(data, languages))
    kept = gate.read("retention.yaml", lambda data: read_retention(data, languages, tracks=taxonomies["tracks"].terms))
    names = Names(
        languages=languages,
        taxonomies={name: taxonomy.labels for name, taxonomy in taxonomies.items()},
        units=frozenset(units),
        roles=frozenset(words.roles),
        letters=frozenset(gate.stems("letters")),
        statuses=frozenset(words.statuses),
        procedures=frozenset(gate.stems("procedures")),
        providers=PROVIDERS,
        numbers=numbers or {},
    )
    registers = dict(gate.each("registers", lambda data: read_register(data, names)))
    names = replace(names, registers=frozenset(gate.stems("registers")), kinds=by_kind(registers))
    facts = gate.read("facts.yaml", lambda data: parse_facts(data, names))
    gate.need("facts.yaml")
    tables = {one.name: one for one in gate.each("tables", lambda data: parse_table(data, facts, names))}
    questionnaires = _questionnaires(gate, facts, names)
    procedures = _procedures(gate, facts, names, proven=proven)
    gate.settle()
    gate.note(check_procedure_table(documents["tables/procedure.yaml"], procedures))
    gate.note(check_telling(documents, templates, procedures["complaint"]))
    indicators = gate.read(
        "indicators.yaml",
        lambda data: read_indicators(
            data,
            languages,
            outcomes=taxonomies["outcomes"].terms,
            stages=procedures["remedy"].stages,
            felt=tuple(facts[name].options for name in FELT),
            channels=taxonomies["channels"].terms,
            procedures=procedures,
            facts=facts,
        ),
    )
    gate.settle()
    principles = gate.read(
        "principles.yaml",
        lambda data: read_principles(
            data,
            languages,
            indicators=indicators.by_name,
            tracks=taxonomies["tracks"].terms,
            procedures=procedures,
            facts=facts,
        ),
    )
    gate.settle()
    principles = principles if "principles.yaml" in documents else Principles()
    standards = [one.name for one in principles.standards]
    reports = gate.read(
        "reports.yaml", lambda data: read_plans(data, languages, indicators=indicators.by_name, standards=standards)
    )
    time_limits = gate.read(
        "time_limits.yaml",
        lambda data: read_time_limits(
            data, languages, tracks=taxonomies["tracks"].terms, questionnaires=questionnaires.values()
        ),
    )
    watched = gate.read("monitoring.yaml", lambda data: read_monitoring(data, names, facts, procedures))
    recordings = gate.read(
        "recordings.yaml", lambda data: read_recordings(data, languages, questionnaires=questionnaires, files=files)
    )
    bodies = gate.read("bodies.yaml", lambda data: read_bodies(data, languages, procedures=procedures, facts=facts))
    return Pack(
        institution=institution,
        units=units,
        calendar=calendar,
        facts=facts,
        taxonomies=taxonomies,
        registers=registers,
        questionnaires=questionnaires,
        tables=tables,
        procedures=procedures,
        letters=letters,
        templates=templates,
        letterhead=letterhead if "letterhead.yaml" in documents else Letterhead(),
        indicators=indicators,
        reports=reports or (),
        principles=principles,
        words=words,
        duty=duty,
        retention=kept if "retention.yaml" in documents else RetentionPlan(),
        monitoring=watched,
        search=looked_for if "search.yaml" in documents else SearchRules(),
        bodies=bodies if "bodies.yaml" in documents else BodiesPlan(),
        time_limits=time_limits or (),
        recordings=recordings or (),
        hash=digest(files),
        files=dict(files),
    )


def _questionnaires(gate: Gate, facts: Mapping[str, Fact], names: Names) -> dict[str, Questionnaire]:
    shared = gate.documents.get(SHARED)
    if shared is not None and not isinstance(shared.data, dict):
        gate.note([shared.fault((), "must be a mapping of names to lists of pages")])
        shared = None
    found: dict[str, Questionnaire] = {}
    for stem in gate.stems("questionnaires"):
        try:
            document = with_pages(gate.documents[f"questionnaires/{stem}.yaml"], shared)
        except PackFault as fault:
            gate.note([fault])
            continue
        found[stem] = gate.parse(document, lambda data: parse_questionnaire(data, facts, names))
    return found


def _procedures(gate: Gate, facts: Mapping[str, Fact], names: Names, *, proven: bool) -> dict[str, Procedure]:
    read = gate.each("procedures", lambda data: parse_procedure(data, facts, names))
    found = {one.name: one for one in read}
    if not proven and len(found) == len(
        gate.stems("procedures")
    ):  # whether they are sound together is seen once each can be read
        for fault in check_procedures(found, facts):
            name, *place = fault.place
            document = gate.documents[f"procedures/{name}.yaml"]
            gate.note([document.fault(tuple(place), fault.reason, fault.example)])
    return found
