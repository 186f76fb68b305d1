"""What was told in complaints of other cases that this one reads along: joined to it, or split off from."""

from datetime import datetime

from sqlalchemy import select

from cases.casefile.view import Filed, Shared
from cases.casefile.words import FIRST, Opener, form_of
from cases.journals import journal
from cases.keys import shred_of
from cases.records import Case, Complaint, Mailbox, MailboxWrap
from cases.vault.circle import open_mailbox_by_file
from cases.vault.sealing import open_record


def shared_with(opener: Opener, *, at: datetime) -> tuple[Shared, ...]:
    """Every complaint that is read along, the oldest first; each reading is written down in its own case too.

    Raises: CannotOpen.
    """
    session, case, found = opener.session, opener.case, []
    rows = session.execute(
        select(MailboxWrap, Mailbox.public_key, Complaint, Case.reference)
        .join(Mailbox, Mailbox.complaint_id == MailboxWrap.complaint_id)
        .join(Complaint, Complaint.id == MailboxWrap.complaint_id)
        .join(Case, Case.id == Complaint.case_id)
        .where(MailboxWrap.case_id == case.id)
        .order_by(Complaint.received_at, Complaint.id)
    ).all()
    for share, public, complaint, reference in rows:
        shred = shred_of(session, share.shred)
        key = open_mailbox_by_file(share.wrap, opener.file(share.epoch), public=public, shred=shred)
        told = open_record(complaint.filing, key, case=complaint.case_id, slot="filing", sequence=FIRST)
        found.append(
            Shared(
                reference,
                Filed(
                    at=complaint.received_at, channel=complaint.channel, language=complaint.language,
                    questionnaire=form_of(opener.pack, complaint.questionnaire), answers=told["answers"],
                ),
            )
        )  # fmt: skip
        journal.record_reading(
            session, case_id=complaint.case_id, actor=opener.viewer.actor, at=at,
            body={"read": "complaint", "from": case.reference},
        )  # fmt: skip
    return tuple(found)
