"""A case comes to be without a complaint: keys made before the transaction, then its rows, whole or not at all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts import openings
from cases.acts.offices import office_code
from cases.acts.proceedings import clock_rows, clocks_of, insert_proceeding
from cases.case_facts import follow_facts
from cases.circle import sharing
from cases.database import Database, RunAgain
from cases.doors import staff
from cases.errors import InvalidAnswers, NotAllowed
from cases.filing.routing import route
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, FileKey, Wrap
from cases.records.base import new_id
from cases.records.rows import insert_rows, table_of
from cases.references import new_reference
from cases.related import linking
from cases.related.issues import COMPLAINT, OWN_INITIATIVE, TITLE, Issue, find_issue, first_office, offices_in
from cases.reports import measures
from cases.reports.about import COUNTED
from cases.secrets_folder import Secrets
from cases.unit_keys.freshness import refuse_old_keys, sealed_afresh
from cases.vault.circle import HeldWrap, wrap_file_key
from cases.vault.keys import PublicKey, new_key
from cases.viewer import Officer
from cases.worklist.desk_rows import project_case
from cases.worklist.nicknames import seal_nickname
from workflows.calendars import local_day
from workflows.facts import Value
from workflows.fields import Problem, Raw, parse

URGENCY = 3
cases = table_of(Case).c
TAKEN = select(cases.id).where(cases.reference == bindparam("reference"))
Readers: TypeAlias = tuple[str, tuple[str, ...], int]
"""Who leads, who can read, how urgent."""


class Beginning(msgspec.Struct, frozen=True):
    """A case ready to be written: who leads and reads it, its facts, its keys. Holds no clear word but coded facts."""

    case_id: int
    issue: Issue
    unit: str
    circle: tuple[str, ...]
    urgency: int
    facts: Mapping[str, Value]
    file_public: PublicKey
    wraps: tuple[HeldWrap, ...]
    nickname: bytes
    key: str
    linked: str | None
    split: bool


def open_issue(
    database: Database, name: str, raw: Raw, title: str, *, linked: str | None, split: bool = False, key: str,
    pack: Pack, secrets: Secrets, viewer: Officer, at: datetime,
) -> str:  # fmt: skip
    """Begin a case of procedure *name* and give its reference; *linked*: the case it came from. The same *key* is one case.

    *split*: that one is divided: whoever reads the new case reads what its complainant wrote, and nothing else of it.

    Raises: NotAllowed for whom the procedure does not let begin; InvalidAnswers (`title`, `linked` or a fact).
    """
    issue = find_issue(name, viewer, pack)
    if issue is None:
        raise NotAllowed
    facts = read_facts(issue, raw, title, pack=pack, at=whole_second(at))
    return open_with(
        database, issue, facts, title, who_reads(issue, facts, viewer, pack), linked=linked, split=split, key=key,
        pack=pack, secrets=secrets, viewer=viewer, at=at,
    )  # fmt: skip


def open_with(
    database: Database, issue: Issue, facts: Mapping[str, Value], title: str, readers: Readers, *,
    linked: str | None = None, split: bool = False, key: str, pack: Pack, secrets: Secrets, viewer: Officer, at: datetime,
) -> str:  # fmt: skip
    """The same with facts that are read already, for *readers* that were decided on."""
    at = whole_second(at)
    unit, circle, urgency = readers

    def begin() -> str:
        file_key = new_key()
        members = database.read(staff.unit_entries, circle, viewer=viewer)
        case_id, shred = new_id(), database.shred.take()
        public = next(entry.public_key for entry in members if entry.name == unit)
        beginning = Beginning(
            case_id=case_id,
            issue=issue,
            unit=unit,
            circle=circle,
            urgency=urgency,
            facts={**facts, "urgency": urgency, "channel": OWN_INITIATIVE},
            file_public=file_key.public,
            wraps=wrap_file_key(file_key, members, pinned=secrets.pinned, shred=shred),
            nickname=seal_nickname(" ".join(title.split()), public, case=case_id, shred=shred),
            key=key,
            linked=linked,
            split=split,
        )
        return database.write(write_beginning, beginning, pack=pack, viewer=viewer, at=at)

    return sealed_afresh(begin)


def read_facts(issue: Issue, raw: Raw, title: str, *, pack: Pack, at: datetime) -> dict[str, Value]:
    """The coded answers. Raises: InvalidAnswers with every problem at once."""
    parsed = parse(
        issue.fields, raw, known={}, registers={name: entries.keys() for name, entries in pack.registers.items()},
        units=pack.units.keys(), today=local_day(pack.calendar, at),
    )  # fmt: skip
    problems = dict(parsed.problems)
    if not title.strip():
        problems["title"] = Problem("required", {})
    elif len(title.strip()) > TITLE:
        problems["title"] = Problem("too_long", {"limit": TITLE})
    if problems:
        raise InvalidAnswers(problems)
    return dict(parsed.answers)


def who_reads(issue: Issue, facts: Mapping[str, Value], viewer: Officer, pack: Pack) -> Readers:
    """Who leads, who can read, how urgent: as for a complaint; of another kind, the offices that its acts are kept for."""
    if issue.name == COMPLAINT:
        way = route(pack, facts)
        return way.lead, tuple(dict.fromkeys([*way.circle, viewer.unit])), way.urgency
    procedure = pack.procedures[issue.name]
    first = first_office(procedure)
    unit = (office_code(first, pack) if first else None) or viewer.unit
    offices = [code for word in offices_in(procedure) if (code := office_code(word, pack)) is not None]
    return unit, tuple(dict.fromkeys([unit, viewer.unit, *offices, *pack.units[unit].escalates_to])), URGENCY


def write_beginning(session: Session, beginning: Beginning, *, pack: Pack, viewer: Officer, at: datetime) -> str:
    """The rows of the case. Raises: InvalidAnswers where the case to link to is not one that the viewer can open."""
    before = journal.find_act(session, beginning.key)
    if before is not None:
        return session.get_one(Case, before.case_id).reference
    refuse_old_keys(session, beginning.wraps)
    reference = new_reference(at.astimezone(pack.calendar.zone).year)
    if session.connection().execute(TAKEN, {"reference": reference}).first() is not None:
        raise RunAgain
    issue = beginning.issue
    case = Case(
        id=beginning.case_id, reference=reference, kind=issue.kind, unit=beginning.unit, stage="", stage_since=at,
        open=True, ball="me", ball_since=at, handler_id=None,
        language=next(iter(viewer.languages), pack.languages[0]),
        received_at=at, next_due=None, heard_at=None, walled=False, unread=0, epoch=1, statistic=None,
        nickname=beginning.nickname, pack=pack.hash, version=0,
    )  # fmt: skip
    follow_facts(case, beginning.facts, pack=pack)
    main, sides = openings.begin_main(case, issue.name, pack=pack, at=at)
    session.add(case)
    session.flush()
    write_keys(session, beginning, at=at)
    insert_proceeding(session, main, clock_rows(main, main.state.clocks, pack))
    openings.write_all(session, case, sides, pack=pack, at=at)
    if case.kind == COUNTED:
        day = local_day(pack.calendar, at)
        measures.count_filing(session, case, channel=OWN_INITIATIVE, day=day, pack=pack)
    link_from(session, case, beginning, pack=pack, viewer=viewer, at=at)
    project_case(session, case, clocks_of(session, case), beginning.circle)
    journal.append(
        session, case_id=case.id, act="open", act_key=beginning.key, actor=viewer.actor, at=at,
        body={**body_of(beginning, case), "opens": openings.in_journal([main, *sides])},
        pack=pack.hash, calendar=pack.calendar.version, place=(1, journal.BEFORE_ALL),
    )  # fmt: skip
    return reference


def link_from(session: Session, case: Case, beginning: Beginning, *, pack: Pack, viewer: Officer, at: datetime) -> None:
    if not beginning.linked:
        return
    other = linking.find_other(session, case, beginning.linked, viewer=viewer)
    if other is None:
        raise InvalidAnswers({"linked": Problem("unknown_case", {})})
    if not beginning.split:
        linking.link_cases(session, other.id, case.id, beginning.issue.link, at=at)
        return
    linking.check_sharing(session, other, case, "linked", viewer=viewer)
    linking.link_cases(session, other.id, case.id, sharing.SPLIT, at=at)
    sharing.share(session, other, case, viewer=viewer, at=at)
    sharing.note_on_other(session, other, case, sharing.SPLIT, key=beginning.key, pack=pack, viewer=viewer, at=at)


def body_of(beginning: Beginning, case: Case) -> dict[str, Any]:
    return {
        "kind": case.kind,
        "procedure": beginning.issue.name,
        "to": case.stage,
        "unit": case.unit,
        "circle": list(beginning.circle),
        "urgency": case.urgency,
        "channel": OWN_INITIATIVE,
        "language": case.language,
        "facts": dict(case.facts),
        "walled": False,
        **({"split_from": beginning.linked} if beginning.split else {}),
        "keys": {"file": beginning.file_public},
    }


def write_keys(session: Session, beginning: Beginning, *, at: datetime) -> None:
    key = {"case_id": beginning.case_id, "epoch": 1, "public_key": beginning.file_public, "since": at}
    insert_rows(session, FileKey, key)
    rows = [
        {
            "id": new_id(),
            "case_id": beginning.case_id,
            "epoch": 1,
            "holder_kind": held.holder.kind,
            "holder": held.holder.name,
            "holder_epoch": held.holder.epoch,
            "wrap": held.wrap,
            "shred": held.shred,
            "since": at,
        }
        for held in beginning.wraps
    ]
    insert_rows(session, Wrap, *rows)
