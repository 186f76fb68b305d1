"""Letters of the mailbox as papers: what two people signed, drawn again from what they signed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import CannotOpen, CaseNotFound
from cases.letters.reading import files_of
from cases.letters.system import LETTER
from cases.mailbox.view import find_complaint
from cases.packs.jurisdiction import Pack
from cases.records import Letter
from cases.vault.sealing import open_record
from cases.viewer import Complainant


def find_paper(
    session: Session, letter_id: int, *, pack: Pack, viewer: Complainant
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """What the paper of a letter is drawn from, and the files of the pack that it was signed under.

    Raises: CaseNotFound for a letter that is not theirs or has no paper; CannotOpen.
    """
    complaint, case = find_complaint(session, viewer)
    row = session.scalars(
        select(Letter).where(Letter.id == letter_id, Letter.complaint_id == complaint.id)
    ).one_or_none()
    if viewer.keyring.mailbox is None:
        raise CannotOpen
    if row is None:
        raise CaseNotFound("")
    words = open_record(row.payload, viewer.keyring.mailbox, case=case.id, slot=LETTER, sequence=row.sequence)
    if "paper" not in words:
        raise CaseNotFound("")
    return words["paper"], files_of(session, words["pack"], pack)
