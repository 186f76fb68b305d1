"""What the complainant is shown. Never a note, a witness or a draft of ours: their key opens none of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running, open_among, proceedings_of
from cases.acts.sealed_answers import MESSAGE
from cases.acts.surroundings import look_around
from cases.duty.plan import HEAD
from cases.errors import CannotOpen, CaseNotFound
from cases.filing.promises import answer_by
from cases.letters.system import LETTER
from cases.mailbox.moving import MovedDate, moved_date
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, Complaint, DutyAlert, Letter, Message, Reading, Remedy
from cases.records.prepared import ask, ask_one
from cases.records.rows import table_of
from cases.vault.sealing import open_record
from cases.viewer import Complainant
from workflows import engine
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.names import Label

ticking, reading, ringing = table_of(ClockRow).c, table_of(Reading).c, table_of(DutyAlert).c
said, written, owed = table_of(Message).c, table_of(Letter).c, table_of(Remedy).c
COMPLAINT = (
    select(Complaint, Case).join(Case, Case.id == Complaint.case_id).where(Complaint.id == bindparam("complaint"))
)
REVIEW = select(ticking.due).where(ticking.proceeding_id == bindparam("proceeding"), ticking.name == "review")
FIRST_READING = select(func.min(reading.at).label("at")).where(
    reading.case_id == bindparam("case"), reading.actor.like("officer:%")
)
LATEST_ALERT = select(*ringing).where(ringing.case_id == bindparam("case")).order_by(ringing.sent_at.desc()).limit(1)
MESSAGES = select(*said).where(said.complaint_id == bindparam("complaint")).order_by(said.at, said.sequence)
LETTERS = select(*written).where(written.complaint_id == bindparam("complaint")).order_by(written.at, written.sequence)
REMEDIES = select(*owed).where(owed.case_id == bindparam("case"))


class MailboxMessage(msgspec.Struct, frozen=True):
    at: datetime
    sender: str
    about: str
    text: str


class MailboxLetter(msgspec.Struct, frozen=True):
    id: int
    at: datetime
    title: str
    text: str
    paper: bool = False
    """Two people signed it, and it can be had as a PDF."""


class MailboxAct(msgspec.Struct, frozen=True):
    """Something that the complainant may do now, as the procedure offers it."""

    number: int
    title: Label
    offer: engine.Offer


class MailboxRemedy(msgspec.Struct, frozen=True):
    number: int
    kind: str
    status: Label
    due: date | None
    """The body's last day to reply; none once it is all over."""
    past: bool
    """That day is over."""


class MailboxAlert(msgspec.Struct, frozen=True):
    """How far people on duty have come with an urgent complaint."""

    sent_at: datetime
    opened_at: datetime | None
    """When somebody read it or said that they have it, whichever came first."""
    called_at: datetime | None
    head_alerted: bool
    late: bool
    """Nobody opened it in the time that was set for it."""


class MailboxView(msgspec.Struct, frozen=True):
    """All that a mailbox shows. `status` is computed from the stage, never typed (design 01 §1.6b)."""

    reference: str
    unit: str
    track: str
    language: str
    received_at: datetime
    opened_at: datetime | None
    """When an officer first read it; None until then."""
    alert: MailboxAlert | None
    """Of an urgent complaint only."""
    status: Label
    since: date
    answer_by: date
    moved: MovedDate | None
    """Why that is another day than they were told, when the calendar changed."""
    late: bool
    open: bool
    next_due: date | None
    messages: tuple[MailboxMessage, ...]
    letters: tuple[MailboxLetter, ...]
    acts: tuple[MailboxAct, ...]
    remedies: tuple[MailboxRemedy, ...]
    version: int
    facts: Mapping[str, Value]
    """Clear facts of the case, for the conditions of further questions; never shown."""


def open_mailbox(session: Session, *, pack: Pack, viewer: Complainant, at: datetime) -> MailboxView:
    """The complainant's page. Raises: CaseNotFound when the complaint is gone."""
    complaint, case = find_complaint(session, viewer)
    return view_of(session, complaint, case, pack=pack, viewer=viewer, at=at)


def view_of(
    session: Session, complaint: Complaint, case: Case, *, pack: Pack, viewer: Complainant, at: datetime
) -> MailboxView:
    """As `open_mailbox`, of a complaint that is at hand."""
    everything = proceedings_of(session, case, pack=pack)
    counts = open_among(everything)
    main = everything[0]
    standing = engine.standing(main.procedure, main.state, facts=case.facts, open_counts=counts)
    clock = ask_one(session, REVIEW, {"proceeding": main.row.id})
    review = clock and clock.due
    promised = local_day(pack.calendar, review) if review else answer_by(pack, main.row.procedure, at=case.received_at)
    today = local_day(pack.calendar, at)
    read_at = ask_one(session, FIRST_READING, {"case": case.id}).at
    return MailboxView(
        reference=case.reference,
        unit=case.unit,
        track=case.track,
        language=complaint.language,
        received_at=complaint.received_at,
        opened_at=read_at,
        alert=alert_of(session, case, read_at, pack=pack, at=at),
        status=pack.words.statuses[standing.status or "received"],
        since=local_day(pack.calendar, case.stage_since),
        answer_by=promised,
        moved=moved_date(session, case, promised, pack=pack) if review else None,
        late=case.open and promised < today and standing.status not in {"decided", "follow_up"},
        open=case.open,
        next_due=local_day(pack.calendar, case.next_due) if case.next_due else None,
        messages=tuple(read_messages(session, complaint, viewer)),
        letters=tuple(read_letters(session, complaint, viewer)),
        acts=tuple(acts_open(session, case, everything, counts, pack=pack, at=at)),
        remedies=tuple(remedies_of(session, case, everything, counts, pack=pack, today=today)),
        version=case.version,
        facts=dict(case.facts),
    )


def alert_of(
    session: Session, case: Case, read_at: datetime | None, *, pack: Pack, at: datetime
) -> MailboxAlert | None:
    """The latest alert of the case; none any more when the case has ended."""
    alert = ask_one(session, LATEST_ALERT, {"case": case.id}) if case.open else None
    if alert is None:
        return None
    opened = min((moment for moment in (read_at, alert.taken_at) if moment and moment >= alert.sent_at), default=None)
    return MailboxAlert(
        sent_at=alert.sent_at,
        opened_at=opened,
        called_at=alert.called_at,
        head_alerted=HEAD in alert.alerted,
        late=opened is None and at - alert.sent_at >= pack.duty.within,
    )


def find_complaint(session: Session, viewer: Complainant) -> tuple[Complaint, Case]:
    row = session.execute(COMPLAINT, {"complaint": viewer.complaint_id}).one_or_none()
    if row is None:
        raise CaseNotFound("")
    return row[0], row[1]


def read_messages(session: Session, complaint: Complaint, viewer: Complainant) -> list[MailboxMessage]:
    return [
        MailboxMessage(
            row.at,
            row.sender,
            row.about,
            opened(row.payload, viewer, row.case_id, MESSAGE, row.sequence).get("text", ""),
        )
        for row in ask(session, MESSAGES, {"complaint": complaint.id})
    ]


def read_letters(session: Session, complaint: Complaint, viewer: Complainant) -> list[MailboxLetter]:
    letters = []
    for row in ask(session, LETTERS, {"complaint": complaint.id}):
        words = opened(row.payload, viewer, row.case_id, LETTER, row.sequence)
        letters.append(MailboxLetter(row.id, row.at, words["title"], words["text"], "paper" in words))
    return letters


def opened(payload: bytes, viewer: Complainant, case: int, slot: str, sequence: int) -> dict[str, Any]:
    key = viewer.keyring.mailbox
    if key is None:
        raise CannotOpen
    return open_record(payload, key, case=case, slot=slot, sequence=sequence)


def acts_open(
    session: Session, case: Case, proceedings: list[Running], counts: dict[str, int], *, pack: Pack, at: datetime
) -> list[MailboxAct]:
    """Acts that some procedure of the case offers to the complainant now."""
    me = engine.Person("complainant", frozenset({"complainant"}))
    found = []
    for each in proceedings:
        mine = [act for act in each.procedure.acts[each.state.stage].values() if not act.by.isdisjoint(me.roles)]
        if each.cancelled or not mine:
            continue
        around = look_around(session, case, each, mine, pack=pack, at=at)
        offers = engine.available(each.procedure, each.state, by=me, open_counts=counts, **around.known)
        found += [MailboxAct(each.row.number, each.procedure.title, offer) for offer in offers if offer.refusal is None]
    return found


def remedies_of(
    session: Session, case: Case, proceedings: list[Running], counts: dict[str, int], *, pack: Pack, today: date
) -> list[MailboxRemedy]:
    rows = {row.proceeding_id: row for row in ask(session, REMEDIES, {"case": case.id})}
    found = []
    for each in proceedings:
        row = rows.get(each.row.id)
        if row is None or each.cancelled:
            continue
        standing = engine.standing(each.procedure, each.state, facts=each.facts(case), open_counts=counts)
        words = pack.words.statuses[standing.status] if standing.status else standing.label
        due = None if row.ended else row.due
        found.append(MailboxRemedy(each.row.number, row.kind, words, due, past=due is not None and due < today))
    return found
