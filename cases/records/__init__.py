"""What is stored: one file a group of tables. Only use cases in `cases` touch these; pages see views."""

from cases.records.anchor import Anchor, AnchoredHead, Verification
from cases.records.assisted import BoxOpening, EnteredComplaint
from cases.records.base import Base
from cases.records.bodies import BodyFile, BodyLink, BodyWords
from cases.records.case import Case, DeskRow, Measure, Statistic
from cases.records.complaint import Complaint, Held, Mailbox, SavedDraft
from cases.records.defences import SourceCount, SourceKey
from cases.records.desk import Absence, CaseLink, Interest, Notice
from cases.records.document import Letter, Message, SealedWords
from cases.records.doors import Invitation, Passkey, SpareCode
from cases.records.duty import DutyAlert, DutyContact, DutyShift, DutyTest
from cases.records.evidence import Evidence, EvidenceCopy, Upload
from cases.records.groups import GroupMember, MemberRemedy
from cases.records.integration import Integration
from cases.records.journal import Entry, Outbox, Reading
from cases.records.letters import LetterLink, OfficialLetter
from cases.records.migration import Migration, MigrationStep
from cases.records.operations import Heartbeat, Worker
from cases.records.outcomes import OutcomeRecord
from cases.records.pack import CalendarDay, CalendarVersion, Pack, PackProposal
from cases.records.planning import CalendarFeed, MailWish, Presence, SavedView, Task
from cases.records.proceeding import ClockRow, Proceeding, Remedy
from cases.records.published import PublishedQuarter
from cases.records.reports import KeptReport, ReportErratum, TallyChange, TallyDay, TallyMonth, TallyPage
from cases.records.retention import LegalHold, Shredding
from cases.records.search import SearchedCase, SearchKey, SearchToken
from cases.records.staff import Officer, StaffSession, Unit, UnitKey, UnitMembership
from cases.records.unit_keys import InstitutionEntry, KeyReset, RecoveryKey, RecoveryWrap, Renewal
from cases.records.unsent import Unsent
from cases.records.wrap import DoomedSecret, Exclusion, FileKey, MailboxWrap, PendingWrap, Wall, Wrap

__all__ = [
    "Absence",
    "Anchor",
    "AnchoredHead",
    "Base",
    "BodyFile",
    "BodyLink",
    "BodyWords",
    "BoxOpening",
    "CalendarDay",
    "CalendarFeed",
    "CalendarVersion",
    "Case",
    "CaseLink",
    "ClockRow",
    "Complaint",
    "DeskRow",
    "DoomedSecret",
    "DutyAlert",
    "DutyContact",
    "DutyShift",
    "DutyTest",
    "EnteredComplaint",
    "Entry",
    "Evidence",
    "EvidenceCopy",
    "Exclusion",
    "FileKey",
    "GroupMember",
    "Heartbeat",
    "Held",
    "InstitutionEntry",
    "Integration",
    "Interest",
    "Invitation",
    "KeptReport",
    "KeyReset",
    "LegalHold",
    "Letter",
    "LetterLink",
    "MailWish",
    "Mailbox",
    "MailboxWrap",
    "Measure",
    "MemberRemedy",
    "Message",
    "Migration",
    "MigrationStep",
    "Notice",
    "Officer",
    "OfficialLetter",
    "Outbox",
    "OutcomeRecord",
    "Pack",
    "PackProposal",
    "Passkey",
    "PendingWrap",
    "Presence",
    "Proceeding",
    "PublishedQuarter",
    "Reading",
    "RecoveryKey",
    "RecoveryWrap",
    "Remedy",
    "Renewal",
    "ReportErratum",
    "SavedDraft",
    "SavedView",
    "SealedWords",
    "SearchKey",
    "SearchToken",
    "SearchedCase",
    "Shredding",
    "SourceCount",
    "SourceKey",
    "SpareCode",
    "StaffSession",
    "Statistic",
    "TallyChange",
    "TallyDay",
    "TallyMonth",
    "TallyPage",
    "Task",
    "Unit",
    "UnitKey",
    "UnitMembership",
    "Unsent",
    "Upload",
    "Verification",
    "Wall",
    "Worker",
    "Wrap",
]
