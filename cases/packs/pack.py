"""A jurisdiction pack as it is used: everything that a country and an institution decide, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from cases.bodies.plan import BodiesPlan
from cases.duty.plan import DutyPlan
from cases.errors import UnknownProcedure
from cases.filing.time_limits import TimeLimit
from cases.letters.plan import Letterhead, Template
from cases.monitoring.plan import MonitoringPlan
from cases.packs.institution import Institution, Unit
from cases.packs.lists import (
    Entry,
    Letter,
    Taxonomy,
    Words,
)
from cases.recordings.plan import Recording
from cases.reports.documents.plan import Plan
from cases.reports.indicators import Indicators
from cases.reports.principles.plan import Principles
from cases.retention.plan import RetentionPlan
from cases.search.rules import SearchRules
from workflows.calendars import Calendar
from workflows.facts import Fact
from workflows.names import Label
from workflows.procedure import Procedure
from workflows.questionnaire import Questionnaire
from workflows.tables import Table


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
    reports: tuple[Plan, ...] = ()
    """Reports that are made without being asked for."""
    principles: Principles = field(default_factory=Principles)
    """What the world asks of such an institution."""
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
