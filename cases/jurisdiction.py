"""A jurisdiction pack: everything national, read strictly. A mistake names file, line, place, reason and an example."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from cases.duty.plan import DutyPlan, read_duty
from cases.errors import PackFault, UnknownProcedure
from cases.institution import Institution, Unit, read_institution, read_units
from cases.lists import (
    Entry,
    Letter,
    Taxonomy,
    Words,
    read_letter,
    read_register,
    read_taxonomies,
    read_words,
)
from cases.pack_files import Document, digest, read_document, read_folder, with_pages
from cases.reports.indicators import Indicators, read_indicators
from workflows.calendars import Calendar, parse_calendar
from workflows.facts import Fact, parse_facts
from workflows.faults import Faults, unknown_name
from workflows.names import Label, Names
from workflows.procedure import Procedure, parse_procedure
from workflows.questionnaire import Questionnaire, parse_questionnaire
from workflows.soundness import check_procedures
from workflows.tables import Table, parse_table

__all__ = ["Pack", "PackFault", "load_pack", "read_folder"]

FILES: Final = ("institution", "units", "taxonomies", "words", "facts", "calendar", "indicators", "duty")
FOLDERS: Final = ("registers", "letters", "questionnaires", "tables", "procedures")
SHARED: Final = "questionnaires/shared.yaml"
NEEDED: Final = {
    "registers": ("facilities", "bodies"),
    "letters": ("acknowledgement",),
    "questionnaires": ("core",),
    "tables": ("procedure", "urgency", "lead", "circle", "pin"),
    "procedures": ("complaint", "remedy"),
}
"""What the program itself asks for by name."""
PROVIDERS: Final = frozenset({"days_since_received", "alike_in_quarter", "signals_on_facility", "uninvolved_left"})
"""Who computes derived facts."""

T = TypeVar("T")


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
    indicators: Indicators
    words: Words
    duty: DutyPlan
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

    def add_more(self, track: str) -> Questionnaire | None:
        """The questionnaire that may follow the filing on this *track*."""
        return next((one for one in self.questionnaires.values() if track in one.tracks), None)


def load_pack(files: Mapping[str, str]) -> Pack:
    """A checked pack from path → text, as a folder or a published row holds it. Raises: PackFault, the first one."""
    documents = {name: read_document(name, text) for name, text in sorted(files.items()) if name.endswith(".yaml")}
    _check_names(documents)
    institution = _read(documents["institution.yaml"], read_institution)
    languages = institution.languages
    units = _read(documents["units.yaml"], lambda data: read_units(data, institution))
    _check_offices(documents["institution.yaml"], institution, units)
    taxonomies = _read(documents["taxonomies.yaml"], lambda data: read_taxonomies(data, languages, units))
    words = _read(documents["words.yaml"], lambda data: read_words(data, languages))
    letters = {one.name: one for one in _each(documents, "letters", lambda data: read_letter(data, languages))}
    names = Names(
        languages=languages,
        taxonomies={name: taxonomy.labels for name, taxonomy in taxonomies.items()},
        units=frozenset(units),
        roles=frozenset(words.roles),
        letters=frozenset(letters),
        statuses=frozenset(words.statuses),
        procedures=frozenset(_stems(documents, "procedures")),
        providers=PROVIDERS,
    )
    registers = dict(_each(documents, "registers", lambda data: read_register(data, names)))
    names = replace(names, registers=frozenset(registers))
    facts = _read(documents["facts.yaml"], lambda data: parse_facts(data, names))
    tables = {one.name: one for one in _each(documents, "tables", lambda data: parse_table(data, facts, names))}
    questionnaires = _questionnaires(documents, facts, names)
    procedures = _procedures(documents, facts, names)
    _check_procedure_table(documents["tables/procedure.yaml"], procedures)
    return Pack(
        institution=institution,
        units=units,
        calendar=_read(
            documents["calendar.yaml"], lambda data: parse_calendar(data, zone=institution.zone, languages=languages)
        ),
        facts=facts,
        taxonomies=taxonomies,
        registers=registers,
        questionnaires=questionnaires,
        tables=tables,
        procedures=procedures,
        letters=letters,
        indicators=_read(
            documents["indicators.yaml"],
            lambda data: read_indicators(
                data, languages, outcomes=taxonomies["outcomes"].terms, stages=procedures["remedy"].stages
            ),
        ),
        words=words,
        duty=_read(documents["duty.yaml"], lambda data: read_duty(data, languages)),
        hash=digest(files),
        files=dict(files),
    )


def _read(document: Document, parse: Callable[[Any], T]) -> T:
    try:
        return parse(document.data)
    except Faults as caught:
        first = caught.faults[0]
        raise document.fault(first.place, first.reason, first.example) from caught


def _each(documents: Mapping[str, Document], folder: str, parse: Callable[[Any], T]) -> Iterator[T]:
    for name in _stems(documents, folder):
        yield _read(documents[f"{folder}/{name}.yaml"], parse)


def _stems(documents: Mapping[str, Document], folder: str) -> list[str]:
    """Names of the files in *folder*, which are the names of what they hold."""
    return [
        path.removeprefix(f"{folder}/").removesuffix(".yaml")
        for path in documents
        if path.startswith(f"{folder}/") and path != SHARED
    ]


def _check_names(documents: Mapping[str, Document]) -> None:
    """Every file has a place in a pack, holds what its name says, and none is missing."""
    expected = [f"{name}.yaml" for name in FILES]
    for path, document in documents.items():
        folder, _, file = path.rpartition("/")
        if path not in expected and folder not in FOLDERS:
            raise PackFault(path, 1, "", unknown_name("file in a pack", path, expected), "tables/urgency.yaml")
        if folder in FOLDERS and path != SHARED:
            key, stem = folder.removesuffix("s"), file.removesuffix(".yaml")
            if not isinstance(document.data, dict) or document.data.get(key) != stem:
                raise document.fault((key,), f"a file is named for what it holds: {key}: {stem}")
    expected += [f"{folder}/{name}.yaml" for folder, needed in NEEDED.items() for name in needed]
    for path in expected:
        if path not in documents:
            raise PackFault(path, 0, "", "the file is missing")


def _check_offices(document: Document, institution: Institution, units: Mapping[str, Unit]) -> None:
    for key in ("head_office", "integrity", "npm", "duty"):
        code = getattr(institution, key)
        if code not in units:
            raise document.fault((key,), unknown_name("unit", code, units))


def _questionnaires(
    documents: Mapping[str, Document], facts: Mapping[str, Fact], names: Names
) -> dict[str, Questionnaire]:
    shared = documents.get(SHARED)
    if shared is not None and not isinstance(shared.data, dict):
        raise shared.fault((), "must be a mapping of names to lists of pages")
    found: dict[str, Questionnaire] = {}
    for stem in _stems(documents, "questionnaires"):
        document = with_pages(documents[f"questionnaires/{stem}.yaml"], shared)
        found[stem] = _read(document, lambda data: parse_questionnaire(data, facts, names))
    return found


def _procedures(documents: Mapping[str, Document], facts: Mapping[str, Fact], names: Names) -> dict[str, Procedure]:
    found = {one.name: one for one in _each(documents, "procedures", lambda data: parse_procedure(data, facts, names))}
    faults = check_procedures(found, facts)
    if faults:
        name, *place = faults[0].place
        raise documents[f"procedures/{name}.yaml"].fault(tuple(place), faults[0].reason, faults[0].example)
    return found


def _check_procedure_table(document: Document, procedures: Mapping[str, Procedure]) -> None:
    """What starts a case is a main procedure that the pack has."""
    for name in document.data["gives"].get("procedure", []):
        if name not in procedures or procedures[name].kind != "main":
            main = [one.name for one in procedures.values() if one.kind == "main"]
            raise document.fault(("gives", "procedure"), unknown_name("main procedure", name, main))
