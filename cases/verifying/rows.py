"""Whether the clear rows around a case's keys are those that its journal tells: who reads, who is kept out, by which epoch.

None of them opens anything. But whoever writes rows past the program could turn a case back to an epoch that somebody who is
kept out still has the key of, ask the next reader's keys to let another unit in, take a wall's persons out of its list, or
take a reader's wrap away.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.records.base import FIRST_DAY
from cases.retention.acts import Retained, as_actor
from cases.unit_keys.checking import CHAIN
from cases.unit_keys.entering import CHANGED, LEFT, RESET
from cases.verifying.damages import Damage, Fault
from cases.verifying.told import NOTHING, Told

CIRCLE, CASES, RETENTION = "circle", "cases", "retention"
BETWEEN = "BETWEEN :first AND :last"

LETTER_COLUMNS = (
    "id", "template", "language", "complaint_id", "state", "words", "writers", "signer", "number", "signed_on", "way",
    "sent_on", "delivered_on", "changed_at",
)  # fmt: skip
LAST_DAY = 700_000
"""Days from the first that a date can hold."""
LETTER_DAYS = frozenset({"signed_on", "sent_on", "delivered_on"})


class Found(msgspec.Struct):
    """What stands in the rows of one case."""

    holders: set[tuple[Any, ...]] = msgspec.field(default_factory=set)
    excluded: set[Any] = msgspec.field(default_factory=set)
    waiting: set[Any] = msgspec.field(default_factory=set)
    filed: list[tuple[Any, ...]] = msgspec.field(default_factory=list)
    case: tuple[Any, ...] = ()
    walls: set[tuple[Any, Any]] = msgspec.field(default_factory=set)
    codes: list[bool] = msgspec.field(default_factory=list)
    checked: dict[Any, Any] = msgspec.field(default_factory=dict)
    letters: dict[Any, Any] = msgspec.field(default_factory=dict)
    since: set[Any] = msgspec.field(default_factory=set)
    retained: Retained = msgspec.field(default_factory=Retained)

    def see_case(self, unit: Any, walled: Any, epoch: Any) -> None:
        self.case = (unit, bool(walled), epoch)

    def see_wall(self, since: Any, until: Any) -> None:
        self.walls.add((since, until))

    def see_key(self, since: Any) -> None:
        self.since.add(since)

    def see_wrap(self, epoch: Any, kind: Any, holder: Any, since: Any) -> None:
        self.holders.add((epoch, kind, holder))
        self.since.add(since)

    def see_exclusion(self, officer_id: Any, since: Any) -> None:
        self.excluded.add(officer_id)
        self.since.add(since)

    def see_waiting(self, unit: Any, since: Any) -> None:
        self.waiting.add(unit)
        self.since.add(since)

    def see_complaint(self, channel: Any, language: Any, questionnaire: Any, submission: Any, at: Any) -> None:
        sent = bytes(submission).hex() if isinstance(submission, bytes | memoryview) else ""
        self.filed.append((channel, language, questionnaire, sent, at))

    def see_file(self, file_id: Any, checked: Any) -> None:
        self.checked[file_id] = checked

    def see_letter(self, *values: Any) -> None:
        self.letters[values[0]] = letter_row(values)

    def see_proposal(self, reason: Any, proposer: Any, proposed: Any, second: Any, confirmed: Any) -> None:
        self.retained.proposal = (reason, as_actor(proposer), proposed, as_actor(second), confirmed)

    def see_hold(self, reason: Any, officer_id: Any, since: Any) -> None:
        self.retained.hold = (reason, as_actor(officer_id), since)

    def see_mailbox(self, has_code: Any) -> None:
        self.codes.append(bool(has_code))


# As the driver gives them, without our column types: those would stumble over what somebody else put there.
ROWS: Final = tuple(
    (text(f"SELECT {key}, {columns} FROM {table} WHERE {key} {BETWEEN}"), see)  # noqa: S608 - constants of ours
    for table, key, columns, see in (
        ("cases", "id", "unit, walled, epoch", Found.see_case),
        ("walls", "case_id", "since, until", Found.see_wall),
        ("file_keys", "case_id", "since", Found.see_key),
        ("wraps", "case_id", "epoch, holder_kind, holder, since", Found.see_wrap),
        ("exclusions", "case_id", "officer_id, since", Found.see_exclusion),
        ("pending_wraps", "case_id", "unit, since", Found.see_waiting),
        ("complaints", "case_id", "channel, language, questionnaire, submission, received_at", Found.see_complaint),
        ("evidence", "case_id", "id, checked", Found.see_file),
        ("official_letters", "case_id", ", ".join(LETTER_COLUMNS), Found.see_letter),
        ("shreddings", "case_id", "reason, proposed_by, proposed_at, confirmed_by, confirmed_at", Found.see_proposal),
        ("legal_holds", "case_id", "reason, officer_id, since", Found.see_hold),
        (
            "mailboxes JOIN complaints ON complaints.id = complaint_id",
            "case_id",
            "lookup IS NOT NULL",
            Found.see_mailbox,
        ),
    )
)
"""What is read of each table, and what takes in one of its rows."""


def letter_row(values: Sequence[Any]) -> dict[str, Any]:
    """A row of a letter as the journal holds it; what cannot be read stays as it is, and is no longer the same."""
    row = dict(zip(LETTER_COLUMNS, values, strict=True))
    for name in LETTER_DAYS:
        if isinstance(row[name], int) and abs(row[name]) < LAST_DAY:
            row[name] = (FIRST_DAY + timedelta(days=row[name])).isoformat()
    if isinstance(row["writers"], str):
        with suppress(msgspec.DecodeError):
            row["writers"] = msgspec.json.decode(row["writers"])
    return row


def compare_rows(
    session: Session, batch: Mapping[int, Told], between: Mapping[str, int], *, gone: Mapping[str, int]
) -> Iterator[Damage]:
    """Every case whose rows say something else than its journal. *gone*: see `stripped`.

    A shredded case has nothing left to compare; one whose first entry is gone is named by that.
    """
    found = read_rows(session, between)
    for case_id in sorted({*batch, *found}, key=str):
        told, stands = batch.get(case_id, NOTHING), found[case_id]
        if stands.retained != told.retained:
            yield Damage(RETENTION, case_id, 0, Fault.CHANGED)
        if told.shredded or not (told.began or (told is NOTHING and stands.holders)):
            continue
        yield from compare_circle(case_id, told, stands, gone)
        same = (
            stands.case == (told.unit, bool(told.walled), told.epoch)
            and stands.walls == set(told.walls)
            and stands.filed == ([] if told.filed is None else [told.filed])
            and stands.codes == ([] if told.filed is None else [told.code])
            and stands.checked == told.checked
            and stands.letters == told.letters
            and stands.since <= told.moments
        )
        if not same:
            yield Damage(CASES, case_id, 0, Fault.CHANGED)


def compare_circle(case_id: int, told: Told, stands: Found, gone: Mapping[str, int]) -> Iterator[Damage]:
    wanted = {(epoch, *holder) for epoch in range(1, told.epoch + 1) for holder in told.holders}
    if stands.holders == wanted and stands.excluded == told.excluded and not stands.waiting:
        return  # as nearly all are
    without = {
        one for one in wanted if one[1] == "officer" and gone.get(one[2], -1) >= told.walled_at
    }  # who left, or made a new key, reads no more
    if stands.holders - wanted or stands.waiting - told.asked or stands.excluded - told.excluded:
        yield Damage(CIRCLE, case_id, told.epoch, Fault.FORGED)
    if wanted - without - stands.holders or told.excluded - stands.excluded:
        yield Damage(CIRCLE, case_id, told.epoch, Fault.MISSING)


def read_rows(session: Session, between: Mapping[str, int]) -> defaultdict[int, Found]:
    found: defaultdict[int, Found] = defaultdict(Found)
    for statement, see in ROWS:
        for case_id, *values in session.connection().execute(statement, between).all():
            see(found[case_id], *values)
    return found


def stripped(session: Session) -> dict[str, int]:
    """When an officer last lost what was wrapped to them alone, by the institution's journal: they left, moved, were reset."""
    found: dict[str, int] = {}
    for row in session.connection().execute(CHAIN):
        if row.act in (LEFT, CHANGED, RESET):
            try:
                found[str(msgspec.json.decode(row.body)["body"]["officer"])] = row.at
            except (msgspec.MsgspecError, TypeError, KeyError):
                continue  # such an entry is named where the chain itself is checked
    return found
