"""An officer opens a case: seen, read and written down as read."""

from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.proceedings import clocks_of, open_among, proceedings_of
from cases.alarms import notices
from cases.assisted.second_look import entry_of
from cases.case_facts import LIFE
from cases.casefile import ahead
from cases.casefile.proceedings import clock_views, in_words, proceeding_views, steps
from cases.casefile.remedies import remedies_of
from cases.casefile.shared import shared_with
from cases.casefile.view import CaseFile
from cases.casefile.words import Opener, filed, last_moves, letters_of, messages_of, timeline
from cases.circle import pending
from cases.circle.people import single_readers
from cases.doors.staff import ROLES_WITHOUT_CONTENT, unit_entries
from cases.doors.unsent import Written, written_by
from cases.errors import NotAllowed
from cases.evidence.reading import files_of
from cases.filing.routing import pin_of
from cases.journals import journal
from cases.keys import covering
from cases.letters.astray import astray_in
from cases.moments import whole_second
from cases.outcomes.counting import outcomes_in
from cases.packs.jurisdiction import Pack
from cases.parties.reading import parties_of
from cases.planning.listing import tasks_in
from cases.records import Case, Message
from cases.records import Officer as OfficerRow
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.related.linking import links_of
from cases.search import duplicates, index
from cases.search.forgetting import look_again
from cases.vault.directory import check_member
from cases.viewer import Officer, System
from cases.worklist.availability import LEADS
from cases.worklist.candidates import Candidate, rank_candidates
from cases.worklist.desk_rows import circle_of, project_case
from cases.worklist.nicknames import nicknames_of, seal_nickname
from workflows import engine
from workflows.facts import UNKNOWN, Value
from workflows.names import Label

OPENED = "opened"
NAMES = select(table_of(OfficerRow).c.id, table_of(OfficerRow).c.name)


def open_case(session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime) -> CaseFile:
    """The whole case for one officer; run it through `database.write`, because reading sealed words is journaled.

    Raises: CaseNotFound for a case that is not there or not theirs to know of.
    """
    at = whole_second(at)
    case = find_case(session, reference, viewer=viewer)
    if case.urgency == LIFE and not case.facts.get(OPENED):
        note_opened(session, case, pack=pack, at=at)
    pending.let_in(session, case, viewer=viewer, at=at)
    opener = Opener(session, case, pack, viewer)
    seen = filed(opener)
    journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=at, body={"read": "case"})
    messages = messages_of(opener)
    mark_read(session, case, at=at)
    ahead.ask_for(session, case, viewer)
    names = officer_names(session)
    everything = proceedings_of(session, case, pack=pack)
    main, counts = everything[0], open_among(everything)
    standing = engine.standing(main.procedure, main.state, facts=case.facts, open_counts=counts)
    done = timeline(opener, names)
    units, said = circle_of(session, case), notices.open_notices(session, case)
    opened = CaseFile(
        reference=case.reference,
        nickname=nicknames_of(session, [case], viewer).get(case.id),
        track=case.track,
        unit=case.unit,
        circle=tuple(sorted(units, key=lambda unit: (unit != case.unit, unit))),
        readers=tuple(one.name for one in single_readers(session, case)),
        stage=case.stage,
        stage_label=main.procedure.stages[case.stage].label,
        status=pack.words.statuses[standing.status or "received"],
        open=case.open,
        urgency=case.urgency,
        language=case.language,
        received_at=case.received_at,
        handler=names.get(case.handler_id or 0),
        ball=case.ball,
        version=case.version,
        facts=tuple(known_facts(case.facts, pack)),
        clocks=clock_views(main, pack, said),
        astray=tuple(astray_in(said)),
        filed=seen,
        timeline=done,
        messages=messages,
        letters=letters_of(opener),
        files=files_of(session, case, viewer=viewer),
        proceedings=proceeding_views(
            session,
            case,
            everything,
            counts,
            pack=pack,
            viewer=viewer,
            names=names,
            said=said,
            moved=last_moves(done),
            at=at,
        ),
        steps=steps(main),
        entry=entry_of(session, case, viewer=viewer),
        links=links_of(session, case, pack=pack, viewer=viewer),
        shared=shared_with(opener, at=at),
        decides=not LEADS.isdisjoint(viewer.roles),
        candidates=people_for(session, case, pack=pack, viewer=viewer, at=at),
        tasks=tasks_in(session, case, viewer=viewer),
        remedies=remedies_of(session, case, everything, done, pack=pack, at=at),
        outcomes=outcomes_in(session, case),
        parties=parties_of(opener),
    )
    index.follow(session, case, opened, pack=pack, viewer=viewer, at=at)
    return replace(opened, alike=duplicates.alike(session, case, opened, pack=pack, viewer=viewer))


def open_to_work(
    session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime
) -> tuple[CaseFile, tuple[Written, ...]]:
    """As `open_case`, with what the viewer began to type in it and has not sent."""
    opened = open_case(session, reference, pack=pack, viewer=viewer, at=at)
    return opened, written_by(session, reference=opened.reference, viewer=viewer, at=at)


def people_for(session: Session, case: Case, *, pack: Pack, viewer: Officer, at: datetime) -> tuple[Candidate, ...]:
    """Who could handle the case, for those who share out the work of its unit."""
    if not case.open or viewer.unit != case.unit or LEADS.isdisjoint(viewer.roles):
        return ()
    return tuple(rank_candidates(session, case, pack=pack, at=at))


def note_opened(session: Session, case: Case, *, pack: Pack, at: datetime) -> None:
    """The first officer has an urgent case before their eyes: the pin falls and the complainant can be told when."""
    case.facts = {**case.facts, OPENED: True}
    case.pin = pin_of(pack, case.facts)
    case.version += 1
    journal.append(
        session, case_id=case.id, act=OPENED, act_key=f"{OPENED}:{case.id}", actor=System().actor, at=at, body={"pin": case.pin},
        pack=case.pack, calendar=pack.calendar.version,
    )  # fmt: skip
    project_case(session, case, clocks_of(session, case))


def mark_read(session: Session, case: Case, *, at: datetime) -> None:
    if not case.unread:
        return
    session.execute(
        update(Message)
        .where(Message.case_id == case.id, Message.sender == "complainant", Message.read_at.is_(None))
        .values(read_at=at)
    )
    case.unread = 0
    project_case(session, case, clocks_of(session, case))


def officer_names(session: Session) -> dict[int, str]:
    return {row.id: row.name for row in ask(session, NAMES, {})}


def known_facts(facts: dict[str, Value], pack: Pack) -> list[tuple[str, Label, Value | Label | list[Label]]]:
    """Facts of the case in words, in the pack's order; what is not known is left out."""
    return [
        (name, fact.label, in_words(fact, facts[name], pack))
        for name, fact in pack.facts.items()
        if name in facts and facts[name] not in (UNKNOWN, [], "not_asked")
    ]


def rename(session: Session, reference: str, nickname: str, *, viewer: Officer, at: datetime) -> None:
    """Give the case the officers' own name, up to 60 characters, sealed to the unit; an empty one takes it away.

    Raises: CaseNotFound; NotAllowed for a member of another unit than the responsible one, or one who reads no content.
    """
    case = find_case(session, reference, viewer=viewer)
    if viewer.unit != case.unit or viewer.roles <= ROLES_WITHOUT_CONTENT:
        raise NotAllowed
    words = " ".join(nickname.split())[:60]
    (line,) = unit_entries(session, [case.unit], viewer=viewer)
    if viewer.pinned is not None:
        check_member(viewer.pinned, line)
    to = viewer.keyring.units.get((case.unit, line.epoch), line.public_key)
    case.nickname = seal_nickname(words, to, case=case.id, shred=covering(session, case)) if words else None
    look_again(session, case)
