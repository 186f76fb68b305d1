"""Visitors at the same moment: each is counted, nothing typed is lost, and on PostgreSQL none begins again for another."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from secrets import token_bytes
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.defences.counting import count, seen
from cases.defences.sources import source_at
from cases.filing.drafts import begin, keep_page, read_draft
from cases.filing.held import DRAFT_LASTS
from cases.viewer import Nobody, Viewer
from tests.builders import House

PEOPLE = 8
MARKED = text("SELECT count(*) FROM pg_locks WHERE mode = 'SIReadLock' AND pid = pg_backend_pid()")
ADDRESS = "203.0.113.77"


def at_once(works: Iterable[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(PEOPLE) as pool:
        for running in [pool.submit(work) for work in works]:
            running.result()


def test_all_of_one_source_are_counted(house: House) -> None:
    source, at = source_at(ADDRESS, house.secrets.pepper), house.clock()
    one = partial(house.database.write_own, count, source, "code", viewer=Nobody(), at=at)
    at_once([one] * PEOPLE * 3)
    assert house.database.read(seen, source, "code", viewer=Nobody(), at=at) == PEOPLE * 3


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_two_who_saw_that_none_was_counted_make_two(house: House) -> None:
    source, at = source_at(ADDRESS, house.secrets.pepper), house.clock()
    assert house.database.write_own(count, source, "staff", viewer=Nobody(), at=at) == 1
    both = Barrier(2)
    tries = iter([both.wait] * 2 + [int] * PEOPLE)  # who begins again meets nobody

    def look_and_count(session: Session, *, viewer: Viewer) -> int:
        assert seen(session, source, "code", viewer=viewer, at=at) < 2
        next(tries)()
        return count(session, source, "code", viewer=viewer, at=at)

    at_once([partial(house.database.write_own, look_and_count, viewer=Nobody())] * 2)
    assert house.database.read(seen, source, "code", viewer=Nobody(), at=at) == 2


def test_pages_of_one_form_that_are_kept_at_once_are_all_kept(house: House) -> None:
    """One form in many tabs: each reads the whole draft and writes it back."""
    secret, at, own = token_bytes(32), house.clock(), house.database.write_own
    held = own(begin, {"start": ["yes"]}, secret, viewer=Nobody(), at=at)
    names = [f"page{number}" for number in range(PEOPLE)]
    at_once(
        partial(
            own, keep_page, held, frozenset({name}), {name: ["typed"]}, secret,
            lasting=DRAFT_LASTS, viewer=Nobody(), at=at,
        )
        for name in names
    )  # fmt: skip
    draft = house.database.read(read_draft, held, secret, viewer=Nobody(), at=at)
    assert dict(draft.raw) == {"start": ["yes"]} | {name: ["typed"] for name in names}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_nothing_that_a_visitor_looks_at_is_marked_for_others(house: House) -> None:
    def marked_by_beginning(session: Session, /, *rest: Any, **named: Any) -> int:
        begin(session, *rest, **named)
        return int(session.connection().scalar(MARKED) or 0)

    source = source_at(ADDRESS, house.secrets.pepper)
    beginning: dict[str, Any] = {"source": source, "viewer": Nobody(), "at": house.clock()}
    assert house.database.write(marked_by_beginning, {}, token_bytes(32), **beginning) > 0
    assert house.database.write_own(marked_by_beginning, {}, token_bytes(32), **beginning) == 0
