"""Before a letter goes to a complainant by e-mail: whether it can, where it goes, and what to know of that."""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from cases.casefile.words import Opener, filed_by
from cases.doors.staff import reads_content
from cases.errors import LetterRefused, NotAllowed
from cases.journals import journal
from cases.letters.going_out import EMAIL, agreed_ways, check_hands
from cases.letters.link_rows import links_of
from cases.letters.plan import MAIL
from cases.letters.rows import seen_of
from cases.letters.sent_link import was_refused
from cases.letters.writing import find
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import OfficialLetter
from cases.sending.mail import ADDRESS
from cases.viewer import Officer
from workflows.names import Label

LONGEST_ADDRESS: Final = 254
"""Letters of an address (RFC 5321)."""
CONTACT, SHARED, YES = "contact", "shared_phone", "yes"
"""The questions where somebody is safely reached, and whether others use their telephone."""


class EmailForm(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown before a letter goes by e-mail. *address*: the one that the complainant gave for this; empty for none."""

    reference: str
    label: Label
    address: str
    agreed: bool
    """They chose e-mail when they filed."""
    shared: bool
    """Others use their telephone, as they said."""
    again: bool
    """It went by e-mail before: a new link closes that one."""
    refused: bool
    """The newest e-mail to them, with whichever letter, never went out."""
    seen: str


def is_possible(pack: Pack) -> bool:
    """Whether the pack has words for the e-mail."""
    return bool(pack.letterhead.parts.get(MAIL))


def look(
    session: Session, reference: str, letter_id: int, *, pack: Pack, viewer: Officer, at: datetime
) -> EmailForm:  # fmt: skip
    """Run it through `database.write`: that somebody read where the complainant is reached is written down.

    Raises: CaseNotFound, NotAllowed, CannotOpen; LetterRefused where the letter cannot go this way now.
    """
    case, row = find(session, reference, letter_id, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    check_ready(session, row, pack, viewer)
    opener = Opener(session, case, pack, viewer)
    told = [one.answers for owner, one in filed_by(opener) if owner == row.complaint_id]
    journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": "letter"})
    agreed = EMAIL in agreed_ways(opener, row)
    given = [str(one[CONTACT]).strip() for one in told if one.get(CONTACT)]
    template = pack.templates.get(row.template)
    return EmailForm(
        reference=case.reference,
        label=template.label if template else {},
        # What they gave for another way is none that they said is safe.
        address=given[-1] if agreed and given and is_address(given[-1]) else "",
        agreed=agreed,
        shared=any(one.get(SHARED) == YES for one in told),
        again=row.state == "sent",
        refused=was_refused(session, row.complaint_id, at=at),
        seen=seen_of(row),
    )


def is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None


def check_ready(session: Session, row: OfficialLetter, pack: Pack, viewer: Officer) -> None:
    """Raises: LetterRefused for a letter that is not signed, that is no complainant's, or that went another way."""
    check_hands(row, pack, viewer)
    went = row.state == "sent" and row.way == EMAIL and bool(links_of(session, row.id))
    if row.complaint_id is None or not (row.state == "signed" or went) or not is_possible(pack):
        raise LetterRefused("state")
