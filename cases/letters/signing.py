"""The second of four eyes signs a letter: from then on it has a number and a day, and no word of it changes."""

from datetime import datetime

from msgspec.structs import asdict
from sqlalchemy.orm import Session

from cases.casefile.words import Opener
from cases.errors import LetterRefused
from cases.letters.numbers import free_number
from cases.letters.paper import Signature, Words, paper_of
from cases.letters.plan import Template
from cases.letters.rows import check_seen, is_done, note, open_words
from cases.letters.told import SIGNED
from cases.letters.writing import check_names, check_whole, find, language_of, today
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import OfficialLetter
from cases.viewer import Officer

RANK = ("commissioner", "supervisor", "integrity", "representative")
"""In which of several offices somebody signs: the highest."""


def sign(
    session: Session, reference: str, letter_id: int, *,
    seen: str, names: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Sign a proposed letter: what the page showed is what is signed, with the names that it asked about.

    What stands on the paper is sealed to the case as it was signed, with the pack that it is drawn by. Raises: as
    `writing.propose`; LetterRefused (`same_person`) for everybody who wrote on it, (`role`) for who may not sign.
    """
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "proposed")
    template = pack.templates.get(row.template)
    if template is None:
        raise LetterRefused("no_layout")
    check_signer(row, template, viewer=viewer)
    words, their = Words(**open_words(session, case, row.words, viewer=viewer)), language_of(session, case, row)
    check_whole(words, language=row.language, their=their)
    check_names(session, Opener(session, case, pack, viewer), template, row, words, names=names, viewer=viewer)
    day = today(pack, at)
    row.state, row.signer, row.signed_on = "signed", viewer.actor, day
    row.number = free_number(session, day.year)
    signature = Signature(name=viewer.name, role=office_of(template, viewer), number=row.number, on=day)
    paper = paper_of(
        template, words, language=row.language, their=their, reference=case.reference, unit=case.unit,
        signature=signature, pack=pack, today=day,
    )  # fmt: skip
    signed = {**asdict(words), "paper": paper, "pack": pack.hash}
    note(session, case, row, SIGNED, words=signed, key=key, pack=pack, viewer=viewer, at=whole_second(at))


def check_signer(row: OfficialLetter, template: Template, *, viewer: Officer) -> None:
    """Raises: LetterRefused."""
    if template.signs.isdisjoint(viewer.roles):
        raise LetterRefused("role")
    if viewer.actor in row.writers:
        raise LetterRefused("same_person")


def office_of(template: Template, viewer: Officer) -> str:
    """The role under which the viewer signs."""
    roles = template.signs & viewer.roles
    return next((role for role in RANK if role in roles), min(roles))
