"""The rows of a new complaint and its case, written in one transaction: the only moment in which a complaint comes to be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts import acting, openings
from cases.acts.proceedings import Running, RunningClock, clock_rows, clocks_of, insert_proceeding
from cases.alarms import watching
from cases.case_facts import follow_facts
from cases.database import RunAgain
from cases.errors import AlreadySent
from cases.filing.routing import Route
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint, Exclusion, FileKey, Mailbox, Statistic, Wall, Wrap
from cases.records.base import new_id
from cases.records.prepared import ask_one, together
from cases.records.rows import insert_new, insert_rows, table_of
from cases.references import new_reference
from cases.reports import measures
from cases.unit_keys.freshness import refuse_old_keys
from cases.vault.circle import CaseKeys
from cases.viewer import Viewer
from cases.worklist.desk_rows import Beside, due_clocks, insert_desk_rows, project_case
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.names import Label

cases, complaints = table_of(Case).c, table_of(Complaint).c
SENT = (
    select(cases.reference)
    .join(table_of(Complaint), complaints.case_id == cases.id)
    .where(complaints.submission == bindparam("submission"))
)


class Filing(msgspec.Struct, frozen=True):
    """A complaint ready to be written: routed, sealed, with ids. Holds no clear word of the complainant but the code."""

    case_id: int
    complaint_id: int
    statistic_id: int
    route: Route
    facts: Mapping[str, Value]
    statistics: Mapping[str, Value]
    language: str
    channel: str
    questionnaire: str
    filing: bytes
    statistic: bytes
    keys: CaseKeys
    salt_version: int
    submission: bytes
    code: str | None
    aside: bool
    """One of very many from one connection: it waits at the end of the queue (design 04 §4.7)."""
    excluded: tuple[int, ...]
    """Officers whom the complaint names: they are kept out of it from its first moment."""
    received_at: datetime
    promised: date
    register_by: date
    issued_by: str = "form"
    """Who made the code: `staff` where an officer hands it over."""
    entered_at: datetime | None = None
    """When it was entered, where that is later than it was received."""
    noted: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """What the first entry of the journal says beside the filing itself."""
    commitments: Mapping[str, bytes] = msgspec.field(default_factory=dict)
    """Of payloads that are written along with it, by slot."""


class Receipt(msgspec.Struct, frozen=True):
    """What the complainant is given. `code` is nowhere else: five groups of four digits, or None in custody."""

    reference: str
    complaint_id: int
    code: str | None
    unit: str
    urgency: int
    received_at: datetime
    register_by: date
    answer_by: date
    because: tuple[Label, ...]


def file_complaint(session: Session, filing: Filing, *, pack: Pack, viewer: Viewer, at: datetime) -> Receipt:
    """Write the case, its complaint, mailbox, keys, main proceeding, clocks, numbers, desk rows and first journal entry.

    Run it through `database.write`. *at* is the moment that is kept (`Filing.received_at`); clocks run from it, and journal
    and keys say when it was entered. Raises: AlreadySent; KeysRenewed, and then it must be prepared again.
    """
    entered = filing.entered_at or at
    refuse_old_keys(session, filing.keys.wraps)
    day = local_day(pack.calendar, at)
    case = new_case(session, filing, pack=pack, at=at)
    main, sides = openings.begin_main(case, filing.route.procedure, pack=pack, at=at)
    its_clocks = clock_rows(main, main.state.clocks, pack)
    running = due_clocks(
        RunningClock(row["name"], row["running"], row["due"])
        for row in chain(its_clocks, *(clock_rows(side, side.state.clocks, pack) for side in sides))
    )
    case.next_due = running[0][0] if running else None
    with together(session):
        if not insert_new(session, case, unique="reference"):
            raise RunAgain
        if not insert_new(session, complaint_of(filing, at=at), unique="submission"):
            refuse_second(session, filing)
            raise RunAgain
        write_keys(session, filing, at=entered)
        if case.walled:
            insert_rows(session, Wall, {"case_id": case.id, "since": at, "until": None})
        write_mailbox(session, filing)
        # A quarter that was published long ago takes nothing more: the row belongs to the day on which we can count it.
        write_statistic(session, filing, day=local_day(pack.calendar, entered))
        insert_proceeding(session, main, its_clocks)
        measures.count_filing(session, case, channel=filing.channel, day=day, pack=pack)
        openings.write_all(session, case, sides, pack=pack, at=at)
        insert_desk_rows(session, case, running, filing.route.circle, Beside(frozenset(one.row.unit for one in sides)))
        write_journal(session, filing, case, [main, *sides], pack=pack, viewer=viewer, at=entered)
    if main.procedure.watch and watching.hits(session, case, main, None, at=at):
        note_pattern(session, filing, main, pack=pack, at=entered)
    return Receipt(
        reference=case.reference, complaint_id=filing.complaint_id, code=filing.code, unit=case.unit,
        urgency=case.urgency, received_at=at, register_by=filing.register_by, answer_by=filing.promised,
        because=filing.route.because,
    )  # fmt: skip


def note_pattern(session: Session, filing: Filing, main: Running, *, pack: Pack, at: datetime) -> None:
    """The new case makes a pattern: the system does on it what the procedure says."""
    case = session.get_one(Case, filing.case_id)
    acting.look_for_patterns(session, case, main, None, pack=pack, at=at)
    project_case(session, case, clocks_of(session, case), filing.route.circle)


def refuse_second(session: Session, filing: Filing) -> None:
    """Raises: AlreadySent, where the same form was filed before."""
    sent = ask_one(session, SENT, {"submission": filing.submission})
    if sent is not None:
        raise AlreadySent(sent.reference)


def new_case(session: Session, filing: Filing, *, pack: Pack, at: datetime) -> Case:
    """The case as it will be inserted, under a reference that hardly anybody has; no session knows it."""
    reference = new_reference(at.astimezone(pack.calendar.zone).year)
    way = filing.route
    case = Case(
        id=filing.case_id, reference=reference, kind="case", unit=way.lead, stage="", stage_since=at, open=True,
        ball="me", ball_since=at, aside=filing.aside, handler_id=None, language=filing.language, received_at=at, next_due=None,
        heard_at=None, walled=way.walled, unread=0, epoch=1, statistic=filing.statistic, nickname=None,
        pack=pack.hash, version=0,
    )  # fmt: skip
    follow_facts(case, filing.facts, pack=pack)
    return case


def write_keys(session: Session, filing: Filing, *, at: datetime) -> None:
    insert_rows(
        session, FileKey, {"case_id": filing.case_id, "epoch": 1, "public_key": filing.keys.file_public, "since": at}
    )
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "case_id": filing.case_id,
            "epoch": 1,
            "holder_kind": held.holder.kind,
            "holder": held.holder.name,
            "holder_epoch": held.holder.epoch,
            "wrap": held.wrap,
            "shred": held.shred,
            "since": at,
        }
        for held in filing.keys.wraps
    ]
    insert_rows(session, Wrap, *rows)
    insert_rows(
        session, Exclusion, *({"case_id": filing.case_id, "officer_id": one, "since": at} for one in filing.excluded)
    )


def complaint_of(filing: Filing, *, at: datetime) -> Complaint:
    return Complaint(
        id=filing.complaint_id, case_id=filing.case_id, channel=filing.channel, language=filing.language, received_at=at,
        questionnaire=filing.questionnaire, filing=filing.filing, submission=filing.submission,
    )  # fmt: skip


def write_mailbox(session: Session, filing: Filing) -> None:
    mailbox = filing.keys.mailbox
    insert_rows(
        session,
        Mailbox,
        {
            "complaint_id": filing.complaint_id,
            "public_key": mailbox.public,
            "lookup": mailbox.lookup,
            "salt_version": filing.salt_version,
            "code_wrap": mailbox.code_wrap,
            "file_wrap": mailbox.file_wrap,
            "file_epoch": 1,
            "shred": mailbox.shred,
            "issued_by": filing.issued_by,
            "confirmed_at": None,
        },
    )


def write_statistic(session: Session, filing: Filing, *, day: date) -> None:
    quarter = f"{day.year}Q{(day.month + 2) // 3}"
    insert_rows(
        session,
        Statistic,
        {
            "id": filing.statistic_id,
            "quarter": quarter,
            "unit": filing.route.lead,
            "track": str(filing.facts.get("track", "other")),
            "facts": dict(filing.statistics),
        },
    )


def write_journal(
    session: Session,
    filing: Filing,
    case: Case,
    started: Sequence[Running],
    *,
    pack: Pack,
    viewer: Viewer,
    at: datetime,
) -> None:
    """The first entry. *started*: the main proceeding, then those that opened with it."""
    main, *sides = started
    journal.append(
        session,
        case_id=case.id,
        act="file",
        act_key=f"file:{filing.submission.hex()}",
        place=(1, journal.BEFORE_ALL),  # nobody else knows this case, and `refuse_second` has seen to the key
        actor=viewer.actor,
        at=at,
        body={
            "procedure": filing.route.procedure,
            "procedure_version": main.procedure.version,
            "to": case.stage,
            "unit": case.unit,
            "circle": list(filing.route.circle),
            "urgency": case.urgency,
            "channel": filing.channel,
            "language": filing.language,
            "questionnaire": filing.questionnaire,
            **({"code": True} if filing.keys.mailbox.lookup is not None else {}),
            "facts": dict(filing.facts),
            "walled": filing.route.walled,
            **({"excluded": list(filing.excluded)} if filing.excluded else {}),
            **({"aside": True} if filing.aside else {}),
            # Written down so that a key put in their place later is found by `verify`.
            "keys": {"file": filing.keys.file_public, "mailbox": filing.keys.mailbox.public},
            **({"opens": openings.in_journal(sides)} if sides else {}),
            **({"received": int(filing.received_at.timestamp())} if filing.entered_at else {}),
            **filing.noted,
        },
        commitments={"filing": fingerprint(filing.filing), **filing.commitments},
        pack=pack.hash,
        calendar=pack.calendar.version,
    )
