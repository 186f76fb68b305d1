"""Complaints at the same moment: what a filing looks at is little, so that it costs its neighbours no second run."""

from secrets import token_bytes
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.filing import filing, intake
from cases.filing.filing import Filing
from cases.records import Case
from cases.viewer import Nobody
from tests.builders import House, raw_answers
from tests.harness.handling import records

MARKED = text(
    "SELECT DISTINCT relation::regclass::text FROM pg_locks WHERE mode = 'SIReadLock' AND pid = pg_backend_pid()"
)
BY_FORM, BY_REFERENCE = "uq_complaints_submission", "uq_cases_reference"


def marked_by_filing(session: Session, /, prepared: Filing, **named: Any) -> set[str]:
    """Tables and indexes of which the transaction has read something: whoever writes there meanwhile may have to begin again."""
    filing.file_complaint(session, prepared, **named)
    return set(session.connection().scalars(MARKED))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_filing_looks_for_nothing_that_is_not_there(house: House) -> None:
    """Neither for its form nor for its reference: two that look on one page of an index collide, and one begins again."""
    prepared = intake.prepare(
        house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
        submission=token_bytes(16), code=None, viewer=Nobody(), at=house.clock(),
    )  # fmt: skip
    marked = house.database.write(marked_by_filing, prepared, pack=house.pack, viewer=Nobody(), at=prepared.received_at)
    assert marked
    assert marked.isdisjoint({BY_FORM, BY_REFERENCE})


def test_a_reference_that_somebody_has_is_drawn_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = house.file().reference
    drawn = iter([taken, taken, "2026-000000-4"])
    monkeypatch.setattr(filing, "new_reference", lambda _: next(drawn))
    assert house.file().reference == "2026-000000-4"
    assert sorted(row.reference for row in records(house, Case)) == sorted([taken, "2026-000000-4"])
