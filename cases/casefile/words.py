"""Sealed words of a case, opened with the viewer's keys: filings, messages, letters, answers given in acts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.sealed_answers import MESSAGE
from cases.alarms.notices import REMINDERS
from cases.casefile.proceedings import officer_name
from cases.casefile.view import Event, Filed, LetterView, MessageView
from cases.journals import journal
from cases.keys import file_key, mailbox_key_by
from cases.letters.system import LETTER
from cases.letters.told import QUIET
from cases.outcomes.acts import OUTCOMES
from cases.packs.jurisdiction import Pack
from cases.parties.acts import PARTIES
from cases.planning.acts import TASKS
from cases.records import Case, Complaint, Entry, Letter, Mailbox, Message, SealedWords
from cases.records.prepared import ask
from cases.records.rows import table_of
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

complaints, boxes = table_of(Complaint).c, table_of(Mailbox).c
written, letters, sealed_words, entries = (table_of(each) for each in (Message, Letter, SealedWords, Entry))
COMPLAINTS = (
    select(
        complaints.id, complaints.received_at, complaints.channel, complaints.language, complaints.questionnaire,
        complaints.filing, boxes.public_key, boxes.file_epoch, boxes.file_wrap, boxes.shred,
    )
    .join(table_of(Mailbox), boxes.complaint_id == complaints.id)
    .where(complaints.case_id == bindparam("case"))
    .order_by(complaints.received_at)
)  # fmt: skip
"""Each complaint with what opens its mailbox. Every page of a case asks for these: columns, put together once."""
MESSAGES = select(written).where(written.c.case_id == bindparam("case")).order_by(written.c.at, written.c.sequence)
LETTERS = select(letters).where(letters.c.case_id == bindparam("case")).order_by(letters.c.at, letters.c.sequence)
SEALED = select(sealed_words).where(sealed_words.c.case_id == bindparam("case")).order_by(sealed_words.c.sequence)
DONE = (
    select(entries.c.sequence, entries.c.at, entries.c.actor, entries.c.act, entries.c.body)
    .where(entries.c.case_id == bindparam("case"))
    .order_by(entries.c.sequence.desc())
)


class Opener:
    """The keys of one case, each unwrapped once, for one viewer."""

    def __init__(self, session: Session, case: Case, pack: Pack, viewer: Officer) -> None:
        self.session, self.case, self.pack, self.viewer = session, case, pack, viewer
        session.flush()
        self.mailboxes = ask(session, COMPLAINTS, {"case": case.id})
        self.file = cache(lambda epoch: file_key(session, case, epoch, viewer=viewer))
        self.mailbox = cache(self.open_mailbox)
        self.messages = cache(lambda: ask(session, MESSAGES, {"case": case.id}))
        self.filed = cache(lambda: open_filings(self))
        self.sealed = cache(lambda: ask(session, SEALED, {"case": case.id}))

    def open_mailbox(self, complaint_id: int) -> Key:
        (mailbox,) = (mailbox for mailbox in self.mailboxes if mailbox.id == complaint_id)
        return mailbox_key_by(self.session, mailbox, self.file(mailbox.file_epoch))

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
    return opener.filed()


def open_filings(opener: Opener) -> list[tuple[int, Filed]]:
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
        for complaint in opener.mailboxes
    ]
    for row in opener.messages():
        if row.about == ADDED:
            words = opener.read(row.payload, opener.mailbox(row.complaint_id), MESSAGE, row.sequence)
            form = form_of(opener.pack, words["questionnaire"])
            found.append((row.complaint_id, Filed(row.at, None, opener.case.language, form, words["answers"])))
    return found


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
    found = []
    for row in ask(opener.session, LETTERS, {"case": opener.case.id}):
        words = opener.read(row.payload, opener.mailbox(row.complaint_id), LETTER, row.sequence)
        found.append(LetterView(row.id, row.at, words["title"], words["text"], row.told_at))
    return tuple(found)


def timeline(opener: Opener, names: Mapping[int, str]) -> tuple[Event, ...]:
    """Every entry of the journal in words, newest first."""
    opener.session.flush()
    sealed = {row.sequence: row for row in opener.sealed()}
    done = ask(opener.session, DONE, {"case": opener.case.id})
    return tuple(event(opener, entry, sealed.get(entry.sequence), names) for entry in done)


def event(opener: Opener, entry: Any, sealed: Any, names: Mapping[int, str]) -> Event:
    """*entry* and the words that were *sealed* with it, if any, have the columns of their rows."""
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


def last_moves(events: Sequence[Event]) -> dict[int, datetime]:
    """When each proceeding last came to another stage, by number; *events* newest first."""
    moved: dict[int, datetime] = {}
    for one in events:
        if one.stage is not None:
            moved.setdefault(one.number, one.at)
    return moved


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
