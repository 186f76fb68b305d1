"""What a decision of the engine does to the rows: state, facts, sealed answers, letters, side proceedings, numbers, journal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cases.acts import openings, remedies, sealed_answers, transferring
from cases.acts.proceedings import MAIN, Running, due_of, load_proceeding, open_counts, write_state
from cases.acts.reconsidering import note_stage, reconsider_main
from cases.acts.side_proceedings import cancel_sides
from cases.alarms import notices
from cases.case_facts import follow_facts
from cases.circle import widening
from cases.duty import alerts
from cases.filing.promises import REVIEW, answer_by
from cases.journals import journal
from cases.keys import mailboxes_of
from cases.letters import system as letters
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.related import linking
from cases.reports import measures, sides, silence
from cases.reports.about import about_case
from cases.reports.steps import Step, felt_in, status_of, told_in
from cases.viewer import Complainant, Officer, System, Viewer
from workflows import engine
from workflows.calendars import local_day

COMPLAINANT, BY_LETTER = "complainant", "by_letter"
HANDLES = "caseworker"
"""The role whose first act on a case of nobody makes it theirs."""


class Done(msgspec.Struct, frozen=True):
    """What came of it. `ended`: name of the side procedure that ended by this act, and as what."""

    ended: str | None
    ended_as: str | None


def carry_out(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *,
    counts: Mapping[str, int], pack: Pack, key: str, viewer: Viewer, at: datetime,
) -> Done:  # fmt: skip
    """Write everything that *decision* says; *counts*: open side proceedings before it, as the engine was told.

    The case itself waits in the session until the transaction's end: several acts in one write its row once.
    """
    with session.no_autoflush:
        place = journal.claim_place(session, case.id, key)
        asked = widening.asking(session, case, decision, viewer=viewer)
        joined = widening.widen(session, case, decision, viewer=viewer, at=at)
        linked = linking.link(session, case, decision, key=key, pack=pack, viewer=viewer, at=at)
        unlinked = end_joining(session, case, proceeding, decision, key=key, pack=pack, viewer=viewer, at=at)
        apply_facts(session, case, proceeding, decision, pack=pack)
        before, silent = proceeding.row.ended_at, silence.silent_of(case)
        write_state(session, case, proceeding, decision.state, pack=pack, at=at)
        if not isinstance(viewer, System):
            notices.settle(session, case.id, proceeding.row.id, notices.seen_to(decision.state.clocks), at=at)
        opened = open_sides(session, case, decision, pack=pack, at=at)
        alerts.follow(session, proceeding, decision, viewer=viewer, at=at)
        sealed = sealed_answers.keep(session, case, proceeding, decision, sequence=place[0])
        moved_from = transferring.move(session, case, decision, pack=pack)
        take_on(case, viewer)
        laid, words = tell(session, case, proceeding, decision, sequence=place[0], pack=pack, viewer=viewer, at=at)
        count(session, case, proceeding, decision, opened=opened, laid=laid, pack=pack, viewer=viewer, at=at)
        if moved_from:
            measures.count_move(session, case, day=local_day(pack.calendar, at))
        moved = bool(decision.opens or decision.cancels or before != proceeding.row.ended_at)
        main = proceeding if proceeding.row.main else load_proceeding(session, case, MAIN, pack=pack)
        now = open_counts(session, case) if moved else counts
        touched = (
            reconsider_main(session, case, main, now, pack=pack, at=at) if moved and main is not proceeding else {}
        )
        note_stage(case, main, counts=now, at=at)
        silence.note(session, case, silent, sides.counting_of(pack))
        case.version += 1
        journal.append(
            session,
            case_id=case.id,
            act=f"{proceeding.row.procedure}.{decision.act}",
            act_key=key,
            actor=viewer.actor,
            at=at,
            body=said_things(
                {
                    **entry_body(proceeding, decision, opened, laid),
                    "moves": case.unit if moved_from else None,
                    "joins": joined,
                    "asks": asked,
                    "links": {"to": linked, "as": decision.links.as_} if linked and decision.links else None,
                    "unlinks": unlinked,
                    "clocks_of_main": touched,
                }
            ),
            commitments={**sealed, **words},
            pack=case.pack,
            calendar=pack.calendar.version,
            place=place,
        )
    over = not proceeding.row.main and decision.ended_as is not None
    return Done(proceeding.row.procedure if over else None, decision.ended_as if over else None)


def end_joining(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *,
    key: str, pack: Pack, viewer: Viewer, at: datetime,
) -> list[str]:  # fmt: skip
    """A joined case that goes on by itself is read by its own circle alone again."""
    if not proceeding.row.main:
        return []
    stages = proceeding.procedure.stages
    was, now = stages[proceeding.state.stage].status, stages[decision.state.stage].status
    return linking.unlink(session, case, was, now, key=key, pack=pack, viewer=viewer, at=at)


def take_on(case: Case, viewer: Viewer) -> None:
    """A caseworker who acts on a case of nobody has taken it on."""
    if isinstance(viewer, Officer):
        case.aside = False  # somebody looks at it
    if isinstance(viewer, Officer) and HANDLES in viewer.roles and case.handler_id is None and viewer.unit == case.unit:
        case.handler_id = viewer.id


def apply_facts(session: Session, case: Case, proceeding: Running, decision: engine.Decision, *, pack: Pack) -> None:
    """A main act sets facts of the case, a side act only its own."""
    if not decision.sets:
        return
    if proceeding.row.main:
        counting = sides.counting_of(pack)
        was = about_case(case, counting.body_fact)
        follow_facts(case, {**case.facts, **decision.sets}, pack=pack)
        measures.follow_beside(session, case, was, counting)
    else:
        proceeding.row.facts = {**proceeding.row.facts, **decision.sets}


def open_sides(session: Session, case: Case, decision: engine.Decision, *, pack: Pack, at: datetime) -> list[Running]:
    """Open the side proceedings that the act opens and end those that it cancels; gives the opened ones."""
    opened = openings.open_all(session, case, decision.opens, pack=pack, at=at)
    for name in sorted(decision.cancels):
        cancelled = cancel_sides(session, case, name, pack=pack, at=at)
        remedies.note_cancelled(session, case, cancelled, day=local_day(pack.calendar, at), pack=pack)
        alerts.note_cancelled(session, cancelled, at=at)
    return opened


def tell(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *,
    sequence: int, pack: Pack, viewer: Viewer, at: datetime,
) -> tuple[tuple[str, ...], dict[str, bytes]]:  # fmt: skip
    """Lay the act's letter and messages into the mailboxes of the case.

    Gives the names of the letters, and what the journal commits to of all that was laid in. What the complainant did waits
    to be read by us.
    """
    if isinstance(viewer, Complainant):
        case.unread += 1
    template, posted = decision.tells.get(COMPLAINANT), decision.tells.get(BY_LETTER)
    texts = sealed_answers.messages_in(session, case, proceeding, decision, viewer=viewer)
    if posted:
        case.heard_at = at
    if not template and not texts:
        return (posted,) if posted else (), {}
    boxes, laid = mailboxes_of(session, case), dict[str, bytes]()
    if template:
        due = answer_day(session, case, proceeding, pack=pack)
        laid = letters.lay(session, case, template, boxes, due=due, sequence=sequence, pack=pack, at=at)
    sender, into = sealed_answers.addressed(boxes, viewer=viewer)
    laid |= sealed_answers.send_messages(
        session, case, texts, into, about=decision.act, sender=sender, sequence=sequence, at=at
    )
    if sender != COMPLAINANT:
        case.heard_at = at
    return (template,) if template else (), laid


def answer_day(session: Session, case: Case, proceeding: Running, *, pack: Pack) -> date:
    """The last day of the review that runs; where none does, the day that was promised at filing."""
    main = proceeding if proceeding.row.main else load_proceeding(session, case, MAIN, pack=pack)
    due = due_of(main, REVIEW, pack=pack)
    return local_day(pack.calendar, due) if due else answer_by(pack, main.row.procedure, at=case.received_at)


def count(
    session: Session, case: Case, proceeding: Running, decision: engine.Decision, *,
    opened: Sequence[Running], laid: tuple[str, ...], pack: Pack, viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Move the case's numbers on, and the clear half of its remedies."""
    new = remedies.note_opened(session, case, opened, pack=pack)
    verified = remedies.follow(session, case, proceeding, pack=pack, at=at)
    if not (proceeding.row.main or new or verified):
        return
    step = step_of(case, proceeding, decision, laid=laid, pack=pack, viewer=viewer, at=at)
    measures.count_act(
        session, case, step if proceeding.row.main else None, recommended=new, verified=verified, calendar=pack.calendar
    )


def step_of(
    case: Case, main: Running, decision: engine.Decision, *,
    laid: tuple[str, ...], pack: Pack, viewer: Viewer, at: datetime,
) -> Step:  # fmt: skip
    """What an act of the main proceeding means for the numbers."""
    stage, due = main.procedure.stages[decision.state.stage], due_of(main, REVIEW, pack=pack)
    return Step(
        day=local_day(pack.calendar, at),
        minutes=int((at - case.received_at).total_seconds() // 60),
        by_person=isinstance(viewer, Officer),
        track=case.track,
        urgency=case.urgency,
        status=status_of(stage),
        ended=stage.end,
        outcome=decision.outcome,
        due=local_day(pack.calendar, due) if due else None,
        extended=REVIEW in decision.extended,
        letters=laid,
        felt=felt_in(decision.sets),
        told=told_in(case.facts, pack),
    )


def is_dropped(decision: engine.Decision) -> bool:
    """The decision is that a waiting act will not be done, and nothing else."""
    return decision.dropped is not None and decision.dropped.act == decision.act and decision.confirmed is None


def entry_body(
    proceeding: Running, decision: engine.Decision, opened: Sequence[Running], laid: tuple[str, ...]
) -> Mapping[str, Any]:
    """The clear half of a journal entry: what was decided, without a sealed word."""
    body: dict[str, Any] = {
        "proceeding": proceeding.row.number,
        "from": decision.from_stage,
        "to": decision.to_stage,
        "answers": dict(decision.answers),
        "sets": dict(decision.sets),
        "opens": openings.in_journal(opened),
        "cancels": sorted(decision.cancels),
        "tells": dict(decision.tells),
        "purposes": list(laid),
        "outcome": decision.outcome,
        "ended_as": decision.ended_as,
        "waits": decision.pending is not None,
        "dropped": is_dropped(decision),
        "clocks": said_things(
            {
                "started": list(decision.started),
                "stopped": list(decision.stopped),
                "paused": list(decision.paused),
                "resumed": list(decision.resumed),
                "extended": list(decision.extended),
            }
        ),
    }
    return said_things(body)


def said_things(body: Mapping[str, Any]) -> dict[str, Any]:
    """*body* without what says nothing: None, False and empty lists."""
    return {name: value for name, value in body.items() if value not in (None, [], {}, False)}
