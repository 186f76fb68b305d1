"""The list in the case: sealed to the mailbox as messages are, the newest standing for those before it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.sealed_answers import MESSAGE
from cases.groups.reading import PEOPLE
from cases.journals import journal
from cases.keys import mailbox_key
from cases.mailbox.view import find_complaint, opened
from cases.mailbox.writing import lay_in, take_facts
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Complaint, Mailbox, Message
from cases.vault.sealing import open_record
from cases.viewer import Complainant, Officer

ABOUT: Final = PEOPLE
READ: Final = "people"


class PeopleList(msgspec.Struct, frozen=True):
    """Who a complaint is for, as its complainant last told it: answers by column."""

    at: datetime
    rows: Sequence[Mapping[str, Any]]


def keep_people(
    session: Session, rows: Sequence[Mapping[str, Any]], *, pack: Pack, key: str, viewer: Complainant, at: datetime
) -> None:
    """Keep the whole list in place of an earlier one; how many they are becomes a fact of the case, who they are does not.

    Who is responsible does not change by that; the same *key* again changes nothing.
    """
    complaint, case = find_complaint(session, viewer)
    if journal.find_act(session, key) is not None:
        return
    at, form = whole_second(at), pack.questionnaires[PEOPLE]
    body = take_facts(session, case, {"people": len(rows)}, pack=pack, at=at)
    words = {"questionnaire": f"{form.name}@{form.version}", "people": [dict(row) for row in rows]}
    lay_in(session, case, complaint, words, about=ABOUT, body=body, key=key, viewer=viewer, pack=pack, at=at)


def own_people(session: Session, *, viewer: Complainant) -> PeopleList | None:
    """The list that stands, for the complainant."""
    row = newest(session, viewer.complaint_id)
    if row is None:
        return None
    return PeopleList(row.at, opened(row.payload, viewer, row.case_id, MESSAGE, row.sequence)["people"])


def people_of(session: Session, reference: str, *, viewer: Officer, at: datetime) -> list[PeopleList]:
    """The lists of the case's complaints, for an officer; that they were read is written down.

    Run it through `database.write`. Raises: CaseNotFound, CannotOpen.
    """
    case = find_case(session, reference, viewer=viewer)
    mailboxes = session.execute(
        select(Complaint.id, Mailbox)
        .join(Mailbox, Mailbox.complaint_id == Complaint.id)
        .where(Complaint.case_id == case.id)
        .order_by(Complaint.received_at, Complaint.id)
    ).all()
    found = []
    for complaint_id, mailbox in mailboxes:
        row = newest(session, complaint_id)
        if row is not None:
            key = mailbox_key(session, case, mailbox, viewer=viewer)
            words = open_record(row.payload, key, case=case.id, slot=MESSAGE, sequence=row.sequence)
            found.append(PeopleList(row.at, words["people"]))
    if found:
        journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": READ})
    return found


def newest(session: Session, complaint_id: int) -> Message | None:
    return session.scalars(
        select(Message)
        .where(Message.complaint_id == complaint_id, Message.about == ABOUT)
        .order_by(Message.sequence.desc())
        .limit(1)
    ).one_or_none()
