"""What is given to a complainant who asks for everything: what they filed, wrote and were sent, and who looked at it when.

Drawn with the mailbox key, so that nothing of the institution's side, of witnesses or of others can be in it.
"""

from datetime import datetime, time
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.sealed_answers import MESSAGE
from cases.casefile.view import Filed
from cases.casefile.words import ADDED, form_of
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.errors import CannotOpen, NotAllowed, ProceedingNotFound
from cases.evidence.reading import FileView, own_files
from cases.journals import journal
from cases.keys import mailbox_key
from cases.mailbox.view import MailboxView, find_complaint, open_mailbox
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.proofs.drawing import draw_statements, everything_filed
from cases.proofs.statement import Statement
from cases.records import Complaint, Mailbox, Message, Reading
from cases.vault.keyring import Keyring
from cases.vault.sealing import open_record
from cases.viewer import Complainant, Officer, Viewer


class Everything(msgspec.Struct, frozen=True):
    """All about one complaint that its complainant may have."""

    view: MailboxView
    channel: str
    filed: tuple[Filed, ...]
    files: tuple[FileView, ...]
    looked: tuple[datetime, ...]
    """When somebody of the institution opened what is sealed."""
    statements: tuple[Statement, ...]
    words: tuple[tuple[bytes, bytes], ...]
    """What was filed as canonical bytes, each with the nonce of its commitment: for whoever checks the proof."""


def gather(
    session: Session, language: str, *, pack: Pack, viewer: Complainant, asked_by: Viewer | None = None, at: datetime
) -> Everything:
    """Everything about the viewer's complaint, written down as taken out by *asked_by* (else by themselves).

    Run it through `database.write`. Raises: CaseNotFound, CannotOpen.
    """
    complaint, case = find_complaint(session, viewer)
    everything = Everything(
        view=open_mailbox(session, pack=pack, viewer=viewer, at=at),
        channel=complaint.channel,
        filed=tuple(answers_of(session, complaint, pack=pack, viewer=viewer)),
        files=own_files(session, viewer=viewer),
        looked=tuple(
            session.scalars(
                select(Reading.at)
                .where(Reading.case_id == case.id, Reading.actor.like("officer:%"))
                .order_by(Reading.sequence)
            )
        ),
        statements=tuple(draw_statements(session, language, pack=pack, viewer=viewer)),
        words=tuple((one.words, one.nonce) for one in everything_filed(session, complaint, case, viewer=viewer)),
    )
    actor = (asked_by or viewer).actor
    moment = whole_second(at) if asked_by else moment_kept(complaint, pack, at)
    journal.record_reading(session, case_id=case.id, actor=actor, at=moment, body={"read": "export"})
    return everything


def stand_in(session: Session, reference: str, number: int, *, viewer: Officer) -> Complainant:
    """The complainant of the case's complaint *number* (1 is the first), with the mailbox key that the circle opens.

    Raises: CaseNotFound, NotAllowed, CannotOpen; ProceedingNotFound where the case has no such complaint.
    """
    case = find_case(session, reference, viewer=viewer)
    if viewer.roles <= ROLES_WITHOUT_CONTENT:
        raise NotAllowed
    rows = session.execute(
        select(Complaint.id, Mailbox)
        .join(Mailbox, Mailbox.complaint_id == Complaint.id)
        .where(Complaint.case_id == case.id)
        .order_by(Complaint.received_at, Complaint.id)
    ).all()
    if not 1 <= number <= len(rows):
        raise ProceedingNotFound(reference, number)
    complaint_id, mailbox = rows[number - 1]
    return Complainant(complaint_id, Keyring(mailbox=mailbox_key(session, case, mailbox, viewer=viewer)))


def gather_for(
    session: Session, reference: str, number: int, language: str, *, pack: Pack, viewer: Officer, at: datetime
) -> tuple[Complainant, Everything]:
    """The same by a member of the circle, for a complainant who asked them. Raises: as `stand_in`."""
    complainant = stand_in(session, reference, number, viewer=viewer)
    return complainant, gather(session, language, pack=pack, viewer=complainant, asked_by=viewer, at=at)


def count_complaints(session: Session, reference: str, *, viewer: Officer) -> int:
    """How many complaints the case holds. Raises: CaseNotFound."""
    case = find_case(session, reference, viewer=viewer)
    return len(session.scalars(select(Complaint.id).where(Complaint.case_id == case.id)).all())


def answers_of(session: Session, complaint: Complaint, *, pack: Pack, viewer: Complainant) -> list[Filed]:
    """What was answered at filing, and what was added since."""
    key = viewer.keyring.mailbox
    if key is None:
        raise CannotOpen
    value: dict[str, Any] = open_record(complaint.filing, key, case=complaint.case_id, slot="filing", sequence=1)
    form = form_of(pack, complaint.questionnaire)
    found = [Filed(complaint.received_at, complaint.channel, complaint.language, form, value["answers"])]
    added = (
        select(Message).where(Message.complaint_id == complaint.id, Message.about == ADDED).order_by(Message.sequence)
    )
    for row in session.scalars(added):
        value = open_record(row.payload, key, case=row.case_id, slot=MESSAGE, sequence=row.sequence)
        found.append(Filed(row.at, None, complaint.language, form_of(pack, value["questionnaire"]), value["answers"]))
    return found


def moment_kept(complaint: Complaint, pack: Pack, at: datetime) -> datetime:
    """When it was taken out; the day alone of somebody who filed without a name (design 04 §4.4)."""
    if complaint.received_at.astimezone(pack.zone).time() != time():
        return whole_second(at)
    return at.astimezone(pack.zone).replace(hour=0, minute=0, second=0, microsecond=0)
