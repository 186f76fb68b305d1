"""What the complainant writes back: messages, and answers to the questions that could wait."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.acts import openings
from cases.acts.acting import look_for_patterns
from cases.acts.proceedings import MAIN, Running, clocks_of, load_proceeding, open_counts
from cases.acts.reconsidering import note_stage, reconsider_main
from cases.acts.sealed_answers import MESSAGE
from cases.case_facts import follow_facts
from cases.errors import InvalidAnswers
from cases.filing.answers import Raw, of_class, read_answers
from cases.filing.routing import urgency_of
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.mailbox.view import find_complaint
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint, Letter, Mailbox, Message
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.reports import sides
from cases.reports.about import about_case
from cases.reports.measures import follow_beside, note_facts
from cases.vault.sealing import seal_record
from cases.viewer import Complainant
from cases.worklist.desk_rows import project_case
from workflows import engine
from workflows.calendars import local_day
from workflows.facts import UNKNOWN, Secrecy, Value
from workflows.fields import Problem

LIMIT = 20_000
"""Characters of one message."""


def write_message(session: Session, text: str, *, pack: Pack, key: str, viewer: Complainant, at: datetime) -> None:
    """Lay a message of the complainant into their mailbox. The same *key* again changes nothing. Raises: InvalidAnswers."""
    words = text.strip()
    if not words:
        raise InvalidAnswers({"text": Problem("required", {})})
    if len(words) > LIMIT:
        raise InvalidAnswers({"text": Problem("too_long", {"limit": LIMIT})})
    complaint, case = find_complaint(session, viewer)
    if journal.find_act(session, key) is None:
        lay_in(
            session, case, complaint, {"text": words}, about="message", body={}, key=key, viewer=viewer, pack=pack,
            at=whole_second(at),
        )  # fmt: skip


def add_answers(
    session: Session, questionnaire: str, raw: Raw, *, pack: Pack, key: str, viewer: Complainant, at: datetime
) -> None:
    """Add answers to questions that could wait: the words sealed to the mailbox, routing facts known to the desk at once.

    A fact that makes the case more urgent raises it; nothing lowers it but people. Raises: InvalidAnswers.
    """
    complaint, case = find_complaint(session, viewer)
    if journal.find_act(session, key) is not None:
        return
    at, form = whole_second(at), pack.questionnaires[questionnaire]
    answered = read_answers(form, raw, pack=pack, today=local_day(pack.calendar, at), known=case.facts)
    if answered.problems:
        raise InvalidAnswers(answered.problems)
    before = dict(case.facts)
    body = take_facts(session, case, of_class(pack, answered.facts, Secrecy.ROUTING), pack=pack, at=at)
    words = {"questionnaire": f"{form.name}@{form.version}", "answers": dict(answered.answers)}
    lay_in(session, case, complaint, words, about="filing", body=body, key=key, viewer=viewer, pack=pack, at=at)
    main = load_proceeding(session, case, MAIN, pack=pack)
    if main.procedure.watch:
        new = {name for name, value in case.facts.items() if before.get(name, UNKNOWN) != value}
        look_for_patterns(session, case, main, new, pack=pack, at=at)
        project_case(session, case, clocks_of(session, case))


def take_facts(
    session: Session, case: Case, told: Mapping[str, Value], *, pack: Pack, at: datetime
) -> dict[str, object]:
    """Let the case follow what the complainant *told*; gives what the journal says of it."""
    before = dict(case.facts)
    counting = sides.counting_of(pack)
    was = about_case(case, counting.body_fact)
    follow_facts(case, {**case.facts, **told, "urgency": raised(case, told, pack)}, pack=pack)
    follow_beside(session, case, was, counting)
    opened, touched = reconsider(session, case, before, pack=pack, at=at)
    note_facts(session, case, pack=pack)
    return {"facts": dict(case.facts), "clocks": touched, "opens": openings.in_journal(opened)}


def raised(case: Case, told: Mapping[str, Value], pack: Pack) -> int:
    """The case's urgency after the complainant *told* more: higher where that is what makes it more urgent, never lower.

    What two officers lowered stays lowered until something new is told.
    """
    new = {name: value for name, value in told.items() if case.facts.get(name, UNKNOWN) != value}
    before, after = urgency_of(pack, case.facts), urgency_of(pack, {**case.facts, **new})
    return min(case.urgency, urgency_of(pack, new), after if after < before else case.urgency)


def reconsider(
    session: Session, case: Case, before: Mapping[str, Value], *, pack: Pack, at: datetime
) -> tuple[list[Running], dict[str, list[str]]]:
    """Open what opens because of the new facts, and let the main proceeding follow both, as after an officer's act.

    Gives the side proceedings that were opened and what became of the main one's clocks. *before*: the facts as they were.
    """
    main, counts = load_proceeding(session, case, MAIN, pack=pack), open_counts(session, case)
    wanted = engine.openings(main.procedure, before, case.facts, counts)
    opened = openings.open_all(session, case, wanted, pack=pack, at=at)
    counts = open_counts(session, case) if opened else counts
    touched = reconsider_main(session, case, main, counts, pack=pack, at=at)
    note_stage(case, main, counts=counts, at=at)
    return opened, touched


def lay_in(
    session: Session, case: Case, complaint: Complaint, words: Mapping[str, object], *,
    about: str, body: Mapping[str, object], key: str, viewer: Complainant, pack: Pack, at: datetime,
) -> None:  # fmt: skip
    """Seal *words* to the mailbox, mark the case unread for the desk, and journal that something came."""
    place = journal.claim_place(session, case.id, key)
    sequence = place[0]
    public = session.scalars(select(Mailbox.public_key).where(Mailbox.complaint_id == complaint.id)).one()
    payload = seal_record(words, public, case=case.id, slot=MESSAGE, sequence=sequence)
    insert_rows(
        session,
        Message,
        {
            "id": new_id(),
            "case_id": case.id,
            "complaint_id": complaint.id,
            "sequence": sequence,
            "at": at,
            "sender": "complainant",
            "about": about,
            "payload": payload,
            "read_at": None,
        },
    )
    said = fingerprint(payload, complaint.id, at, "complainant", about)
    case.version += 1
    case.unread += 1
    journal.append(
        session, case_id=case.id, act=f"complainant.{about}", act_key=key, actor=viewer.actor, at=at,
        body=body,
        commitments={MESSAGE: said}, pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
    project_case(session, case, clocks_of(session, case))


def mark_told(session: Session, *, viewer: Complainant, at: datetime) -> None:
    """Letters that the complainant has now had before their eyes have reached them."""
    session.execute(
        update(Letter).where(Letter.complaint_id == viewer.complaint_id, Letter.told_at.is_(None)).values(told_at=at)
    )
