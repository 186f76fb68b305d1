"""A jurisdiction pack: everything national, read strictly. A mistake names file, line, place, reason and an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from cases.bodies.plan import BodiesPlan, read_bodies
from cases.duty.plan import DutyPlan, read_duty
from cases.errors import PackFault, UnknownProcedure
from cases.filing.time_limits import TimeLimit, read_time_limits
from cases.letters.plan import Letterhead, Template, read_letterhead, read_template
from cases.monitoring.plan import MonitoringPlan, read_monitoring
from cases.packs.files import Document, digest, read_folder, with_pages
from cases.packs.gate import SHARED, Gate, Halted
from cases.packs.institution import Institution, Unit, read_institution, read_units
from cases.packs.lists import (
    Entry,
    Letter,
    Taxonomy,
    Words,
    by_kind,
    read_letter,
    read_register,
    read_taxonomies,
    read_words,
)
from cases.recordings.plan import Recording, read_recordings
from cases.reports.indicators import FELT, Indicators, read_indicators
from cases.retention.plan import RetentionPlan, read_retention
from cases.search.rules import SearchRules, read_search
from workflows.acts import SYSTEM_ROLE
from workflows.calendar_reading import parse_calendar
from workflows.calendars import Calendar
from workflows.facts import Fact, parse_facts
from workflows.faults import unknown_name
from workflows.names import Label, Names
from workflows.number_reading import read_numbers
from workflows.procedure import Procedure, parse_procedure
from workflows.questionnaire import Questionnaire, parse_questionnaire
from workflows.soundness import check_procedures
from workflows.tables import Table, parse_table

__all__ = ["Inspection", "Pack", "PackFault", "inspect_pack", "load_pack", "read_folder"]

FILES: Final = ("institution", "units", "taxonomies", "words", "facts", "calendar", "indicators", "duty")
OPTIONAL: Final = ("retention", "numbers", "time_limits", "recordings", "search", "letterhead", "monitoring", "bodies")
"""Packs that were published before there was such a file go on without."""
FOLDERS: Final = ("registers", "letters", "templates", "questionnaires", "tables", "procedures")
NEEDED: Final = {
    "registers": ("facilities", "bodies"),
    "letters": ("acknowledgement",),
    "questionnaires": ("core",),
    "tables": ("procedure", "urgency", "lead", "circle", "pin"),
    "procedures": ("complaint", "remedy"),
}
"""What the program itself asks for by name."""
PROVIDERS: Final = frozenset(
    {"days_since_received", "days_since_told", "alike_in_quarter", "signals_on_facility", "uninvolved_left"}
)
"""Who computes derived facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that a country and an institution decide. The same files always give the same `hash`."""

    institution: Institution
    units: Mapping[str, Unit]
    calendar: Calendar
    facts: Mapping[str, Fact]
    taxonomies: Mapping[str, Taxonomy]
    registers: Mapping[str, Mapping[str, Entry]]
    questionnaires: Mapping[str, Questionnaire]
    tables: Mapping[str, Table]
    procedures: Mapping[str, Procedure]
    """The versions that new proceedings are opened under."""
    older: Mapping[tuple[str, int], Procedure] = field(default_factory=dict, repr=False)
    """Versions published before, by name and version: proceedings stay on theirs until they are migrated."""
    letters: Mapping[str, Letter]
    templates: Mapping[str, Template] = field(default_factory=dict)
    """Letters that officers write and a second one signs."""
    letterhead: Letterhead = field(default_factory=Letterhead)
    indicators: Indicators
    words: Words
    duty: DutyPlan
    retention: RetentionPlan = field(default_factory=RetentionPlan)
    search: SearchRules = field(default_factory=SearchRules)
    monitoring: MonitoringPlan | None = None
    time_limits: tuple[TimeLimit, ...] = ()
    """What runs elsewhere while we work."""
    bodies: BodiesPlan = field(default_factory=BodiesPlan)
    """What other bodies find behind their links."""
    recordings: tuple[Recording, ...] = ()
    """Pages of the form read aloud or in sign language; the sounds and films themselves lie beside the database."""
    hash: str
    files: Mapping[str, str] = field(repr=False)
    """Path to text of every file: what a published row keeps."""

    @property
    def languages(self) -> tuple[str, ...]:
        return self.institution.languages

    @property
    def zone(self) -> ZoneInfo:
        """Where the institution's days begin and end."""
        return self.calendar.zone

    @property
    def statuses(self) -> Mapping[str, Label]:
        """What complainants are told of each stage (design 01 §1.6b)."""
        return self.words.statuses

    def procedure(self, name: str, version: int) -> Procedure:
        """The procedure that a proceeding runs on. Raises: UnknownProcedure for a version that was never published here."""
        present = self.procedures.get(name)
        if present is not None and present.version == version:
            return present
        found = self.older.get((name, version))
        if found is None:
            raise UnknownProcedure(name, version)
        return found

    def label(self, words: Label, language: str) -> str:
        """*words* in *language*, or in the institution's first language when it is not one of ours."""
        return words.get(language) or words[self.languages[0]]

    def opened_on(self, name: str, day: date) -> Procedure:
        """The procedure that a proceeding begun on *day* runs on: the youngest version in effect, else the oldest known."""
        present = self.procedures[name]
        if present.effective <= day:
            return present
        known = [one for (older, _), one in self.older.items() if older == name]
        ready = [one for one in known if one.effective <= day]
        return max(ready or [present, *known], key=lambda one: one.version if ready else -one.version)

    def add_more(self, track: str) -> Questionnaire | None:
        """The questionnaire that may follow the filing on this *track*."""
        return next((one for one in self.questionnaires.values() if track in one.tracks), None)


@dataclass(frozen=True, slots=True)
class Inspection:
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
    gate.note(_check_names(documents, files))
    institution = gate.read("institution.yaml", read_institution)
    gate.need("institution.yaml")
    languages = institution.languages
    units = gate.read("units.yaml", lambda data: read_units(data, institution))
    gate.need("units.yaml")
    gate.note(_check_offices(documents["institution.yaml"], institution, units))
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
    gate.note(_check_procedure_table(documents["tables/procedure.yaml"], procedures))
    gate.note(_check_telling(documents, templates, procedures["complaint"]))
    indicators = gate.read(
        "indicators.yaml",
        lambda data: read_indicators(
            data,
            languages,
            outcomes=taxonomies["outcomes"].terms,
            stages=procedures["remedy"].stages,
            felt=tuple(facts[name].options for name in FELT),
        ),
    )
    gate.settle()
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


def _check_names(documents: Mapping[str, Document], files: Mapping[str, str]) -> Iterator[PackFault]:
    """Every file has a place in a pack, holds what its name says, and none is missing."""
    expected = [f"{name}.yaml" for name in FILES]
    optional = [f"{name}.yaml" for name in OPTIONAL]
    for path, document in documents.items():
        folder, _, file = path.rpartition("/")
        if path not in (*expected, *optional) and folder not in FOLDERS:
            yield PackFault(path, 1, "", unknown_name("file in a pack", path, expected), "tables/urgency.yaml")
        if folder in FOLDERS and path != SHARED:
            key, stem = folder.removesuffix("s"), file.removesuffix(".yaml")
            if not isinstance(document.data, dict) or document.data.get(key) != stem:
                yield document.fault((key,), f"a file is named for what it holds: {key}: {stem}", f"{key}: {stem}")
    expected += [f"{folder}/{name}.yaml" for folder, needed in NEEDED.items() for name in needed]
    for path in expected:
        if path not in files:
            yield PackFault(path, 0, "", "the file is missing", f"every pack holds {path}")


def _check_telling(
    documents: Mapping[str, Document], templates: Mapping[str, Template], procedure: Procedure
) -> Iterator[PackFault]:
    """What a letter does when it reached the complainant is an act of the system."""
    acts = {act.name for stage in procedure.acts.values() for act in stage.values() if SYSTEM_ROLE in act.by}
    for name, template in templates.items():
        if template.told is not None and template.told not in acts:
            yield documents[f"templates/{name}.yaml"].fault(
                ("told",), unknown_name("act of the system", template.told, acts)
            )


def _check_offices(document: Document, institution: Institution, units: Mapping[str, Unit]) -> Iterator[PackFault]:
    for key in ("head_office", "integrity", "npm", "duty"):
        code = getattr(institution, key)
        if code not in units:
            yield document.fault((key,), unknown_name("unit", code, units))


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


def _check_procedure_table(document: Document, procedures: Mapping[str, Procedure]) -> Iterator[PackFault]:
    """What starts a case is a main procedure that the pack has."""
    for name in document.data["gives"].get("procedure", []):
        if name not in procedures or procedures[name].kind != "main":
            main = [one.name for one in procedures.values() if one.kind == "main"]
            yield document.fault(("gives", "procedure"), unknown_name("main procedure", name, main))
