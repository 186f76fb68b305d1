"""What was told in complaints of other cases that this one reads along: joined to it, or split off from."""

from datetime import datetime

from sqlalchemy import bindparam, select

from cases.casefile.view import Filed, Shared
from cases.casefile.words import FIRST, Opener, form_of
from cases.journals import journal
from cases.keys import shred_of
from cases.records import Case, Complaint, Mailbox, MailboxWrap
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.vault.circle import open_mailbox_by_file
from cases.vault.sealing import open_record

shares, boxes, complaints, cases = (table_of(each) for each in (MailboxWrap, Mailbox, Complaint, Case))
READ_ALONG = (
    select(
        shares.c.epoch, shares.c.wrap, shares.c.shred, boxes.c.public_key, complaints.c.case_id, complaints.c.received_at,
        complaints.c.channel, complaints.c.language, complaints.c.questionnaire, complaints.c.filing, cases.c.reference,
    )
    .join(boxes, boxes.c.complaint_id == shares.c.complaint_id)
    .join(complaints, complaints.c.id == shares.c.complaint_id)
    .join(cases, cases.c.id == complaints.c.case_id)
    .where(shares.c.case_id == bindparam("case"))
    .order_by(complaints.c.received_at, complaints.c.id)
)  # fmt: skip


def shared_with(opener: Opener, *, at: datetime) -> tuple[Shared, ...]:
    """Every complaint that is read along, the oldest first; each reading is written down in its own case too.

    Raises: CannotOpen.
    """
    session, case, found = opener.session, opener.case, []
    session.flush()
    for one in ask(session, READ_ALONG, {"case": case.id}):
        shred = shred_of(session, one.shred)
        key = open_mailbox_by_file(one.wrap, opener.file(one.epoch), public=one.public_key, shred=shred)
        told = open_record(one.filing, key, case=one.case_id, slot="filing", sequence=FIRST)
        found.append(
            Shared(
                one.reference,
                Filed(
                    at=one.received_at, channel=one.channel, language=one.language,
                    questionnaire=form_of(opener.pack, one.questionnaire), answers=told["answers"],
                ),
            )
        )  # fmt: skip
        journal.record_reading(
            session, case_id=one.case_id, actor=opener.viewer.actor, at=at,
            body={"read": "complaint", "from": case.reference},
        )  # fmt: skip
    return tuple(found)
