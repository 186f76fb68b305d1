"""Whether the persons restored and held to account are those that the journal tells: headline figures invite a pencil."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cases.outcomes.acts import OUTCOMES, RECORDED
from cases.records import Entry
from cases.records.base import FIRST_DAY
from cases.verifying.damages import Damage, Fault

CHAIN = "outcomes"
COLUMNS = ("unit", "what", "people", "sanction", "body", "day")
ROWS = text(f"SELECT case_id, sequence, {', '.join(COLUMNS)}, struck FROM outcome_records")  # noqa: S608 - constants of ours


def check_outcomes(session: Session) -> Iterator[Damage]:
    """One damage for each record that is not as its entry says, is missing, or that no entry speaks of."""
    told = dict(recorded(session))
    for case_id, sequence, *values in session.connection().execute(ROWS):
        expected = told.pop((case_id, sequence), None)
        if expected is None:
            yield Damage(CHAIN, case_id, sequence, Fault.FORGED)
        elif [*values[:-1], bool(values[-1])] != expected:
            yield Damage(CHAIN, case_id, sequence, Fault.CHANGED)
    for case_id, sequence in sorted(told):
        yield Damage(CHAIN, case_id, sequence, Fault.MISSING)


def recorded(session: Session) -> Iterator[tuple[tuple[int, int], list[Any]]]:
    """What the journal says of each record, by its case and entry; of entries that cannot be read, nothing."""
    found: dict[tuple[int, int], list[Any]] = {}
    entries = select(Entry.case_id, Entry.sequence, Entry.act, Entry.body).where(Entry.act.in_(OUTCOMES))
    for case_id, sequence, act, stored in session.execute(entries.order_by(Entry.case_id, Entry.sequence)):
        try:
            body = msgspec.json.decode(stored)["body"]
            if act == RECORDED:
                said = body["outcome"]
                day = (date.fromisoformat(said["day"]) - FIRST_DAY).days
                found[case_id, sequence] = [*(said[name] for name in COLUMNS[:-1]), day, False]
            elif (case_id, body["struck"]) in found:
                found[case_id, body["struck"]][-1] = True
        except (msgspec.DecodeError, KeyError, TypeError, ValueError):  # `verify` names what is wrong with the entry
            continue
    yield from found.items()
