"""That persons were restored or held to account is recorded, with what it is known by; a mistake is struck, never changed."""

from datetime import date, datetime

import msgspec
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.doors.staff import reads_content
from cases.errors import InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import public_file_key
from cases.moments import whole_second
from cases.outcomes.acts import ACCOUNTABLE, RECORDED, RESTORED, SANCTIONS, SLOT, STRUCK
from cases.packs.jurisdiction import Pack
from cases.parties.acts import BODIES
from cases.records import Case, OutcomeRecord, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_record, insert_rows
from cases.vault.sealing import seal_record
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.fields import Problem

MOST, LONGEST = 30_000, 4_000


class NewOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says. *evidence*: by what it is known; sealed."""

    what: str
    people: int
    sanction: str | None
    body: str | None
    day: date
    evidence: str


def record_outcome(
    session: Session, reference: str, new: NewOutcome, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Write it down; the same *key* again changes nothing.

    Run it through `database.write`. Raises: CaseNotFound, InvalidAnswers; NotAllowed for who reads no content.
    """
    case, at = find_open_to(session, reference, viewer), whole_second(at)
    if journal.find_act(session, key) is not None:
        return
    check(new, pack, today=local_day(pack.calendar, at))
    sanction = new.sanction if new.what == ACCOUNTABLE else None
    place = journal.claim_place(session, case.id, key)
    epoch, public = public_file_key(session, case)
    words = {"answers": {"reason": new.evidence.strip()}}
    payload = seal_record(words, public, case=case.id, slot=SLOT, sequence=place[0])
    insert_rows(
        session, SealedWords,
        {
            "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": place[0], "slot": SLOT, "epoch": epoch,
            "payload": payload,
        },
    )  # fmt: skip
    insert_record(
        session,
        OutcomeRecord(
            case_id=case.id, sequence=place[0], unit=case.unit, what=new.what, people=new.people, sanction=sanction,
            body=new.body, day=new.day, struck=False,
        ),
    )  # fmt: skip
    clear = {
        "unit": case.unit, "what": new.what, "people": new.people, "sanction": sanction, "body": new.body,
        "day": new.day.isoformat(),
    }  # fmt: skip
    journal.append(
        session, case_id=case.id, act=RECORDED, act_key=key, actor=viewer.actor, at=at, body={"outcome": clear},
        commitments={SLOT: fingerprint(payload, None, epoch)}, pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip


def strike_outcome(
    session: Session, reference: str, sequence: int, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """It was a mistake and counts no more; one that is not there, or struck already, changes nothing.

    Raises: CaseNotFound, NotAllowed.
    """
    case = find_open_to(session, reference, viewer)
    row = session.get(OutcomeRecord, (case.id, sequence))
    if row is None or row.struck or journal.find_act(session, key) is not None:
        return
    row.struck = True
    session.flush()
    journal.append(
        session, case_id=case.id, act=STRUCK, act_key=key, actor=viewer.actor, at=whole_second(at), body={"struck": sequence},
        pack=case.pack, calendar=pack.calendar.version,
    )  # fmt: skip


def find_open_to(session: Session, reference: str, viewer: Officer) -> Case:
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    return case


def check(new: NewOutcome, pack: Pack, *, today: date) -> None:
    """Raises: InvalidAnswers, for `what`, `people`, `sanction`, `body`, `day`, `evidence`."""
    problems: dict[str, Problem] = {}
    if new.what not in {RESTORED, ACCOUNTABLE}:
        problems["what"] = Problem("required", {})
    if not 1 <= new.people <= MOST:
        problems["people"] = Problem("out_of_range", {"lowest": 1, "highest": MOST})
    if new.what == ACCOUNTABLE and new.sanction not in pack.taxonomies[SANCTIONS].labels:
        problems["sanction"] = Problem("required", {})
    if new.body is not None and new.body not in pack.registers[BODIES]:
        problems["body"] = Problem("unknown_choice", {})
    if new.day > today:
        problems["day"] = Problem("out_of_range", {"highest": today})
    if not new.evidence.strip():
        problems["evidence"] = Problem("required", {})
    elif len(new.evidence) > LONGEST:
        problems["evidence"] = Problem("too_long", {"limit": LONGEST})
    if problems:
        raise InvalidAnswers(problems)
