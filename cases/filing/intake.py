"""A complaint arrives: read, routed and sealed before the transaction, then written whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cases.case_facts import ORDINARY
from cases.database import Database
from cases.doors import staff
from cases.errors import InvalidAnswers
from cases.filing import filing, naming
from cases.filing.answers import Answered, Raw, of_class, read_answers
from cases.filing.filing import Filing, Receipt
from cases.filing.naming import Person
from cases.filing.promises import answer_by, register_by
from cases.filing.routing import Route, told_of
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records.base import new_id
from cases.secrets_folder import Secrets
from cases.unit_keys.freshness import sealed_afresh
from cases.vault.circle import CaseKeys, make_case_keys
from cases.vault.codes import SALT_VERSION, Code, derive, new_code
from cases.vault.directory import DirectoryEntry
from cases.vault.sealing import seal, seal_record
from cases.viewer import Viewer
from workflows.calendars import local_day
from workflows.facts import Secrecy, Value
from workflows.names import Label
from workflows.questionnaire import Questionnaire

QUESTIONNAIRE = "core"
FIRST = 1
"""Sequence of the journal entry that a filing makes."""


class Preview(msgspec.Struct, frozen=True):
    """What the check page can promise before anything is sent."""

    unit: str
    urgency: int
    readers: tuple[str, ...]
    """Codes of the units whose members will be able to read the complaint."""
    register_by: date
    answer_by: date
    because: tuple[Label, ...]
    told: tuple[Label, ...]
    """Who else hears of it, in the words of the pack's table `told`."""


def preview(raw: Raw, *, pack: Pack, people: Sequence[Person] = (), at: datetime) -> Preview:
    """Where these answers would go; *people*: who works here. Nothing is stored. Raises: InvalidAnswers."""
    answered = check(raw, pack=pack, at=at)
    way = naming.directed(pack, answered.facts, named(answered, people, pack))
    kept = moment_kept(pack, {**answered.facts, "urgency": way.urgency}, at)
    return Preview(
        unit=way.lead, urgency=way.urgency, readers=way.circle, register_by=register_by(pack, at=kept),
        answer_by=answer_by(pack, way.procedure, at=kept), because=way.because,
        told=told_of(pack, {**answered.facts, "urgency": way.urgency}),
    )  # fmt: skip


def urgency_of(raw: Raw, *, pack: Pack, form: str = QUESTIONNAIRE, at: datetime) -> int:
    """How urgent these answers are; 1 is danger to life. Nothing is stretched or sealed for it. Raises: InvalidAnswers."""
    return naming.directed(pack, check(raw, pack=pack, form=form, at=at).facts, ()).urgency


def receive(
    database: Database, raw: Raw, *, pack: Pack, secrets: Secrets, language: str, channel: str, submission: bytes,
    viewer: Viewer, at: datetime,
) -> Receipt:  # fmt: skip
    """File a complaint and give its receipt with the only copy of the code.

    *submission*: 16 random bytes of the form; the same bytes again are the same complaint. Everything slow (Argon2, keys,
    sealing) is done before the transaction. Raises: InvalidAnswers, AlreadySent; in both cases nothing is written.
    """
    code = new_code()

    def file() -> Receipt:
        prepared = prepare(
            database, raw, pack=pack, secrets=secrets, language=language, channel=channel, submission=submission,
            code=code, viewer=viewer, at=at,
        )  # fmt: skip
        return database.write(filing.file_complaint, prepared, pack=pack, viewer=viewer, at=prepared.received_at)

    return sealed_afresh(file)


def prepare(
    database: Database, raw: Raw, *, pack: Pack, secrets: Secrets, language: str, channel: str, submission: bytes,
    code: Code | None, aside: bool = False, form: str = QUESTIONNAIRE, asked: Questionnaire | None = None,
    issued_by: str = "form", viewer: Viewer, at: datetime,
) -> Filing:  # fmt: skip
    """All of a filing but its rows: answers checked, route decided, keys made, words sealed. Raises: InvalidAnswers.

    *code* is None where no code may be left (custody, design 01 §1.6). *aside*: it came with
    very many others; one that is urgent is never put aside. *form*: the questionnaire that was answered; *asked*: the same
    with other questions required, where an officer answers for somebody.
    """
    answered = check(raw, pack=pack, form=form, asked=asked, at=at)
    facts = {**of_class(pack, answered.facts, Secrecy.ROUTING), "channel": channel}
    ours, way, members = database.read(find_readers, answered, facts, pack=pack, form=form, viewer=viewer)
    facts |= {**naming.facts_of(facts, ours, pack), "urgency": way.urgency}
    code_keys = derive(code, secrets.pepper) if code else None
    keys = make_case_keys(members, code_keys, pinned=secrets.pinned, shred=database.shred.take(), issued_by=issued_by)
    return sealed_filing(
        answered, facts, way, keys, pack=pack, form=form, language=language, channel=channel, submission=submission,
        code=code, issued_by=issued_by, aside=aside and way.urgency == ORDINARY,
        excluded=tuple(sorted(one.id for one in ours)), at=moment_kept(pack, facts, at),
    )  # fmt: skip


def find_readers(
    session: Session, answered: Answered, facts: Mapping[str, Value], *, pack: Pack, form: str, viewer: Viewer
) -> tuple[list[Person], Route, tuple[DirectoryEntry, ...]]:
    """Who of us is named, where the case goes, and the keys of the units that will read it: of one moment, in one transaction."""
    ours = named(answered, naming.our_people(session, viewer=viewer), pack, form)
    way = naming.directed(pack, facts, ours)
    return ours, way, staff.unit_entries(session, way.circle, viewer=viewer)


def named(answered: Answered, people: Sequence[Person], pack: Pack, form: str = QUESTIONNAIRE) -> list[Person]:
    """Who of us is named in what was written."""
    return naming.named_in(naming.told_words(answered, pack.questionnaires[form]), people)


def check(
    raw: Raw, *, pack: Pack, form: str = QUESTIONNAIRE, asked: Questionnaire | None = None, at: datetime
) -> Answered:
    """Raises: InvalidAnswers with every problem at once."""
    questions = asked or pack.questionnaires[form]
    answered = read_answers(questions, raw, pack=pack, today=local_day(pack.calendar, at))
    if answered.problems:
        raise InvalidAnswers(answered.problems)
    return answered


def moment_kept(pack: Pack, facts: Mapping[str, Value], at: datetime) -> datetime:
    """The moment of receipt as it is stored.

    An anonymous filing that is not urgent keeps its day only: the hour would help to find who wrote it (design 04 §4.4).
    """
    if facts.get("identity") == "anonymous" and facts.get("urgency") == ORDINARY:
        return at.astimezone(pack.calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return whole_second(at)


def sealed_filing(
    answered: Answered, facts: dict[str, Value], way: Route, keys: CaseKeys, *, pack: Pack, form: str, language: str,
    channel: str, submission: bytes, code: Code | None, issued_by: str = "form", aside: bool = False,
    excluded: tuple[int, ...] = (), at: datetime,
) -> Filing:  # fmt: skip
    """Seal every word: the answers to the mailbox, the pointer to the statistics row to the file."""
    case_id, complaint_id, statistic_id = new_id(), new_id(), new_id()
    questionnaire = pack.questionnaires[form]
    sealed_answers: dict[str, Any] = {"answers": dict(answered.answers)}
    return Filing(
        case_id=case_id,
        complaint_id=complaint_id,
        statistic_id=statistic_id,
        route=way,
        facts=facts,
        statistics=of_class(pack, answered.facts, Secrecy.STATISTICS),
        language=language,
        channel=channel,
        questionnaire=f"{questionnaire.name}@{questionnaire.version}",
        filing=seal_record(sealed_answers, keys.mailbox.public, case=case_id, slot="filing", sequence=FIRST),
        statistic=seal(str(statistic_id).encode(), keys.file_public),
        keys=keys,
        salt_version=SALT_VERSION,
        submission=submission,
        code=str(code) if code else None,
        issued_by=issued_by,
        aside=aside,
        excluded=excluded,
        received_at=at,
        promised=answer_by(pack, way.procedure, at=at),
        register_by=register_by(pack, at=at),
    )
