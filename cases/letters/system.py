"""Letters from the pack's templates, laid into mailboxes. System letters are written from clear facts only."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.journals.fingerprints import fingerprint
from cases.keys import Box
from cases.packs.jurisdiction import Pack
from cases.records import Case, Letter
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.sealing import seal_record
from workflows.calendars import local_day

LETTER = "letter"
DAY = "%d.%m.%Y"


def lay(
    session: Session, case: Case, template: str, boxes: Iterable[Box], *,
    due: date, sequence: int, pack: Pack, at: datetime,
) -> dict[str, bytes]:  # fmt: skip
    """Write letter *template* in each complainant's own language and seal it to their mailbox.

    Gives what the journal commits to by slot. *due*: the day by which we said we would answer, as it stands after the act
    that sends the letter.
    """
    letter, laid = pack.letters[template], dict[str, bytes]()
    for box in boxes:
        values = clear_values(case, box.language, due=due, pack=pack, at=at)
        words = {"title": fill(letter.title[box.language], values), "text": fill(letter.body[box.language], values)}
        payload = seal_record(words, box.public, case=case.id, slot=LETTER, sequence=sequence)
        laid[f"{LETTER}:{box.complaint_id}"] = fingerprint(payload, box.complaint_id, template, box.language, at)
        insert_rows(
            session,
            Letter,
            {
                "id": new_id(),
                "case_id": case.id,
                "complaint_id": box.complaint_id,
                "template": template,
                "language": box.language,
                "sequence": sequence,
                "at": at,
                "payload": payload,
                "told_at": None,
            },
        )
    return laid


def clear_values(case: Case, language: str, *, due: date, pack: Pack, at: datetime) -> Mapping[str, str]:
    """What a template may name: clear facts, in the complainant's language, dates in the institution's zone."""
    unit = pack.units[case.unit]
    return {
        "reference": case.reference,
        "received": local_day(pack.calendar, case.received_at).strftime(DAY),
        "registered": local_day(pack.calendar, at).strftime(DAY),
        "unit": unit.name[language],
        "due": due.strftime(DAY),
        "contact": unit.phone_unbroken,
        "institution": pack.institution.name[language],
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put *values* in place of `{name}`; the pack's check has seen that every name is known."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
