"""One case as the queue shows it: clear facts, the nickname, and what stands out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import Select, select

from cases.packs.jurisdiction import Pack
from cases.records import Case, Proceeding
from cases.records.among import Among
from cases.records.rows import table_of
from cases.viewer import Officer
from cases.worklist.assigning import may_take
from cases.worklist.deciding import SUPERVISOR, is_above
from workflows.definition import Procedure
from workflows.facts import UNKNOWN
from workflows.names import Label

COLUMNS: Final = (
    "id", "reference", "track", "unit", "region", "facility", "stage", "open", "urgency", "unread", "pin", "aside", "ball",
    "ball_since", "handler_id", "received_at", "next_due", "heard_at", "facts", "nickname", "version",
)  # fmt: skip
"""What is read of a case for its row."""
SIGNS: Final = {"escalate": "escalated", "warn": "warned"}
"""How alarms stand out; what befell a letter does so under its own name."""
UNOPENED = 3
"""`Case.pin` of an urgent case that no officer has opened."""
ORDINARY = 3


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One case as the queue shows it. Days are calendar days in the institution's zone; codes are the pack's."""

    reference: str
    nickname: str | None
    """The officers' own words; None also when this viewer's keys do not open them."""
    signs: tuple[str, ...]
    """Of: unopened, urgent, at_risk, escalated, a letter's (`notices.LETTERS`), warned, unread, late, child, anonymous, mine."""
    ball: str
    ball_days: int
    next_step: Label | None
    """What the earliest running clock is about."""
    due: datetime | None
    review_due: datetime | None
    """End of the statutory time now running; where there are several, of the last."""
    waiting: tuple[Label, ...]
    """Acts that wait for a second person, and not one whom the viewer began."""
    decisions: tuple[Label, ...]
    """Titles of side proceedings that stand where somebody of the viewer's unit must decide."""
    track: str
    issues: tuple[str, ...]
    region: str | None
    facility: str | None
    received: date
    stage: Label
    handler: str | None
    heard_days: int | None
    """Days since the complainant last heard from us; None when they have not heard at all."""
    urgency: int
    takeable: bool
    version: int


class Standing(Protocol):
    """Where a proceeding stands, as STANDING reads it."""

    @property
    def case_id(self) -> int: ...
    @property
    def main(self) -> bool: ...
    @property
    def procedure(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def pending(self) -> Mapping[str, Any] | None:
        """An act that waits for its second person, as the engine's state holds it."""


proceedings = table_of(Proceeding).c
STANDING: Final[Select[Any]] = (
    select(
        proceedings.case_id, proceedings.main, proceedings.procedure, proceedings.version, proceedings.stage, proceedings.unit,
        proceedings.state["pending"].label("pending"),
    )
    .where(Among(proceedings.case_id, "cases"), proceedings.main | proceedings.ended_at.is_(None))
    .order_by(proceedings.case_id, proceedings.number)
)  # fmt: skip
"""The main proceeding of each of the *cases* and its open side proceedings, by number."""


def row_of(
    case: Case, clocks: Sequence[Mapping[str, Any]], handler: str | None, standings: Sequence[Standing],
    *, nickname: str | None, said: str | None, pack: Pack, viewer: Officer, at: datetime,
) -> QueueRow:  # fmt: skip
    """*case*: at least COLUMNS of it; *clocks*: running ones by due moment, as `desk_rows` keeps them.

    *standings*: of the main one and those open; *said*: the gravest notice that the viewer is to look at.
    """
    zone = pack.calendar.zone
    today = at.astimezone(zone).date()
    running = [(one, pack.procedure(one.procedure, one.version)) for one in standings]
    main = next(procedure for one, procedure in running if one.main)
    statutory = [one for one in clocks if one["name"] in main.clocks and main.clocks[one["name"]].kind == "statutory"]
    first = clocks[0] if clocks else None
    return QueueRow(
        reference=case.reference,
        nickname=nickname,
        signs=tuple(signs(case, said, viewer, at)),
        ball=case.ball,
        ball_days=(today - case.ball_since.astimezone(zone).date()).days,
        next_step=label_of(first["name"], [procedure for _, procedure in running]) if first else None,
        due=moment(first["due"]) if first else None,
        review_due=moment(statutory[-1]["due"]) if statutory else None,
        waiting=tuple(waiting(standings, pack, viewer)),
        decisions=tuple(decisions(running, pack, viewer)),
        track=case.track,
        issues=codes(case.facts.get("issues", UNKNOWN)),
        region=case.region,
        facility=case.facility,
        received=case.received_at.astimezone(zone).date(),
        stage=main.stages[case.stage].label,
        handler=handler,
        heard_days=(today - case.heard_at.astimezone(zone).date()).days if case.heard_at else None,
        urgency=case.urgency,
        takeable=case.handler_id is None and may_take(case, viewer),
        version=case.version,
    )


def signs(case: Case, said: str | None, viewer: Officer, at: datetime) -> Iterator[str]:
    """What stands out about a case, most pressing first."""
    if case.pin == UNOPENED:
        yield "unopened"
    if case.urgency < ORDINARY:
        yield "urgent" if case.urgency == 1 else "at_risk"
    if said is not None:
        yield SIGNS.get(said, said)
    if case.unread:
        yield "unread"
    if case.open and case.next_due is not None and case.next_due < at:
        yield "late"
    if case.facts.get("minor") is True:
        yield "child"
    if case.facts.get("identity") == "anonymous":
        yield "anonymous"
    if case.handler_id == viewer.id:
        yield "mine"


def label_of(clock: str, procedures: Sequence[Procedure]) -> Label | None:
    """What a clock of these *procedures* is about; of two that share its name, the later proceeding's."""
    return next((one.clocks[clock].label for one in reversed(procedures) if clock in one.clocks), None)


def waiting(standings: Sequence[Standing], pack: Pack, viewer: Officer) -> Iterator[Label]:
    for one in standings:
        if one.pending is not None and one.pending["by"] != viewer.actor:
            procedure = pack.procedure(one.procedure, one.version)
            yield procedure.acts[one.stage][one.pending["act"]].label


def decisions(running: Sequence[tuple[Standing, Procedure]], pack: Pack, viewer: Officer) -> Iterator[Label]:
    for one, procedure in running:
        if one.main or one.pending is not None or procedure.stages[one.stage].ball != SUPERVISOR:
            continue
        if (pack.institution.head_office if is_above(procedure, one.stage) else one.unit) == viewer.unit:
            yield procedure.title


def codes(value: object) -> tuple[str, ...]:
    """A set-valued fact as stored; unknown is empty."""
    return tuple(value) if isinstance(value, list) else ()


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
