"""Sealed words of a case, opened with the viewer's keys: filings, messages, letters, answers given in acts."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.sealed_answers import MESSAGE
from cases.alarms.notices import REMINDERS
from cases.casefile.proceedings import officer_name
from cases.casefile.view import Event, Filed, LetterView, MessageView
from cases.journals import journal
from cases.keys import file_key, mailbox_key
from cases.letters.system import LETTER
from cases.letters.told import QUIET
from cases.outcomes.acts import OUTCOMES
from cases.packs.jurisdiction import Pack
from cases.parties.acts import PARTIES
from cases.planning.acts import TASKS
from cases.records import Case, Complaint, Entry, Letter, Mailbox, Message, SealedWords
from cases.vault.keys import Key
from cases.vault.sealing import open_record
from cases.viewer import Officer
from workflows.procedure import Act
from workflows.questionnaire import Questionnaire

ADDED = "filing"
PEOPLE = "people"
"""A list that has a page of its own."""
FIRST = 1
OWN_NAME = "name"
"""The question that a complainant answers with their own name."""
SPOKEN = ("reason", "title", "name")
"""Words that stand beside an entry that is no act of a procedure."""
UNSEEN = REMINDERS | TASKS | PARTIES | OUTCOMES | QUIET
"""Entries that make no new version of the case."""


class Opener:
    """The keys of one case, each unwrapped once, for one viewer."""

    def __init__(self, session: Session, case: Case, pack: Pack, viewer: Officer) -> None:
        self.session, self.case, self.pack, self.viewer = session, case, pack, viewer
        self.mailboxes = list(
            session.execute(
                select(Complaint, Mailbox)
                .join(Mailbox, Mailbox.complaint_id == Complaint.id)
                .where(Complaint.case_id == case.id)
                .order_by(Complaint.received_at)
            )
        )
        self.file = cache(lambda epoch: file_key(session, case, epoch, viewer=viewer))
        self.mailbox = cache(self.open_mailbox)
        self.messages = cache(lambda: messages_rows(session, case))
        self.sealed = cache(lambda: sealed_rows(session, case))

    def open_mailbox(self, complaint_id: int) -> Key:
        (mailbox,) = (mailbox for complaint, mailbox in self.mailboxes if complaint.id == complaint_id)
        return mailbox_key(self.session, self.case, mailbox, viewer=self.viewer)

    def read(self, payload: bytes, key: Key, slot: str, sequence: int) -> dict[str, Any]:
        return open_record(payload, key, case=self.case.id, slot=slot, sequence=sequence)


def form_of(pack: Pack, named: str) -> Questionnaire:
    """The questionnaire that `name@version` was answered to."""
    return pack.questionnaires[named.partition("@")[0]]


def filed(opener: Opener) -> tuple[Filed, ...]:
    """What was told at filing and what was added since, oldest first."""
    return tuple(told for _, told in filed_by(opener))


def filed_by(opener: Opener) -> list[tuple[int, Filed]]:
    """As `filed`, each with the id of the complaint that it belongs to."""
    found = [
        (
            complaint.id,
            Filed(
                at=complaint.received_at,
                channel=complaint.channel,
                language=complaint.language,
                questionnaire=form_of(opener.pack, complaint.questionnaire),
                answers=opener.read(complaint.filing, opener.mailbox(complaint.id), "filing", FIRST)["answers"],
            ),
        )
        for complaint, _ in opener.mailboxes
    ]
    for row in opener.messages():
        if row.about == ADDED:
            words = opener.read(row.payload, opener.mailbox(row.complaint_id), MESSAGE, row.sequence)
            form = form_of(opener.pack, words["questionnaire"])
            found.append((row.complaint_id, Filed(row.at, None, opener.case.language, form, words["answers"])))
    return found


def messages_rows(session: Session, case: Case) -> Sequence[Message]:
    return session.scalars(
        select(Message).where(Message.case_id == case.id).order_by(Message.at, Message.sequence)
    ).all()


def sealed_rows(session: Session, case: Case) -> Sequence[SealedWords]:
    return session.scalars(
        select(SealedWords).where(SealedWords.case_id == case.id).order_by(SealedWords.sequence)
    ).all()


def messages_of(opener: Opener) -> tuple[MessageView, ...]:
    return tuple(
        MessageView(
            at=row.at,
            sender=row.sender,
            about=row.about,
            text=opener.read(row.payload, opener.mailbox(row.complaint_id), MESSAGE, row.sequence).get("text", ""),
            unread=row.sender == "complainant" and row.read_at is None,
        )
        for row in opener.messages()
        if row.about not in {ADDED, PEOPLE}
    )


def letters_of(opener: Opener) -> tuple[LetterView, ...]:
    rows = opener.session.scalars(
        select(Letter).where(Letter.case_id == opener.case.id).order_by(Letter.at, Letter.sequence)
    )
    found = []
    for row in rows:
        words = opener.read(row.payload, opener.mailbox(row.complaint_id), LETTER, row.sequence)
        found.append(LetterView(row.id, row.at, words["title"], words["text"], row.told_at))
    return tuple(found)


def timeline(opener: Opener, names: Mapping[int, str]) -> tuple[Event, ...]:
    """Every entry of the journal in words, newest first."""
    session, case = opener.session, opener.case
    sealed: dict[int, SealedWords] = {row.sequence: row for row in opener.sealed()}
    entries = session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.sequence.desc()))
    return tuple(event(opener, entry, sealed.get(entry.sequence), names) for entry in entries)


def event(opener: Opener, entry: Entry, sealed: SealedWords | None, names: Mapping[int, str]) -> Event:
    body = journal.read_body(entry)
    procedure = opener.pack.procedures.get(entry.act.partition(".")[0])
    act = act_of(opener.pack, entry.act)
    answers = dict(body.get("answers", {}))
    if sealed is not None:
        answers |= opener.read(sealed.payload, opener.file(sealed.epoch), sealed.slot, sealed.sequence)["answers"]
    moved = body.get("to") if body.get("to") != body.get("from") and not body.get("waits") else None
    return Event(
        at=entry.at,
        actor=officer_name(entry.actor, names),
        act=entry.act,
        title=act.label if act else None,
        number=int(body.get("proceeding", 1)),
        to=procedure.stages[str(moved)].label if procedure and moved in procedure.stages else None,
        waits=bool(body.get("waits")),
        answers=tuple((field, answers[field.name]) for field in (act.asks if act else ()) if field.name in answers),
        stage=str(moved) if moved is not None else None,
        dropped=bool(body.get("dropped")),
        handler=names.get(body["handler"]) if "handler" in body else None,
        reason=next((str(answers[name]) for name in SPOKEN if act is None and name in answers), None),
        opens=tuple(int(one["number"]) for one in body.get("opens", ())),
        news=entry.act not in UNSEEN,
    )


def act_of(pack: Pack, named: str) -> Act | None:
    """The act that `procedure.act` names, at whatever stage it stands."""
    procedure_name, _, name = named.partition(".")
    procedure = pack.procedures.get(procedure_name)
    if procedure is None:
        return None
    for acts in (procedure.anywhere, *(stage.acts for stage in procedure.stages.values())):
        if name in acts:
            return acts[name]
    return None
