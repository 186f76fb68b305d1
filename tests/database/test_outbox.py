"""What is to leave the house: laid in once, given to one worker at a time, never lost and never dropped silently."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import Outbox
from cases.sending import outbox
from cases.sending.outbox import LEASE, MOST_ATTEMPTS, MOST_LETTERS, Message
from cases.viewer import System, Viewer


def lay(database: Database, *keys: str, due: datetime, kind: str = "email") -> None:
    def lay_all(session: Session, *, viewer: Viewer) -> None:
        for key in keys:
            outbox.lay_in(session, key, kind, {"officer": 7}, due=due)

    database.write(lay_all, viewer=System())


def claim(database: Database, at: datetime, *, most: int = outbox.BATCH) -> list[Message]:
    return database.claim(outbox.claim_messages, viewer=System(), at=at, most=most)


def fail(database: Database, message: Message, at: datetime, *, for_good: bool = False) -> None:
    database.write(outbox.note_failed, message, "Timeout", for_good=for_good, viewer=System(), at=at)


def rows(database: Database) -> list[Outbox]:
    def look(session: Session, *, viewer: Viewer) -> list[Outbox]:
        return list(session.scalars(select(Outbox).order_by(Outbox.key)))

    return database.read(look, viewer=System())


def test_a_message_is_laid_in_once_for_its_key(database: Database, now: datetime) -> None:
    lay(database, "a", "b", "a", due=now)
    lay(database, "a", due=now + timedelta(days=1))
    assert [(row.key, row.due, row.attempts) for row in rows(database)] == [("a", now, 0), ("b", now, 0)]


def test_messages_are_given_in_the_order_of_their_time_and_to_one_worker(database: Database, now: datetime) -> None:
    lay(database, "late", due=now)
    lay(database, "early", due=now - timedelta(minutes=1))
    lay(database, "tomorrow", due=now + timedelta(days=1))
    first, second = claim(database, now, most=1), claim(database, now)
    assert [[message.key for message in given] for given in (first, second, claim(database, now))] == [
        ["early"],
        ["late"],
        [],
    ]
    assert (first[0].payload, first[0].kind, first[0].attempts) == ({"officer": 7}, "email", 1)


def test_a_worker_that_died_with_a_message_leaves_it_to_another(database: Database, now: datetime) -> None:
    lay(database, "a", due=now)
    claim(database, now)
    a_little_ahead = now + timedelta(seconds=30)
    assert claim(database, a_little_ahead) == []
    (again,) = claim(database, now + LEASE)
    assert (again.key, again.attempts) == ("a", 2)


def test_what_was_sent_is_never_given_again(database: Database, now: datetime) -> None:
    lay(database, "a", "b", due=now)
    sent, other = claim(database, now)
    database.write(outbox.note_sent, [sent.id], viewer=System(), at=now)
    fail(database, sent, now)
    assert [message.id for message in claim(database, now + timedelta(days=1))] == [other.id]


@pytest.mark.parametrize(("kind_of", "most"), [("voice", MOST_ATTEMPTS), ("email", MOST_LETTERS)])
def test_what_fails_is_tried_later_and_later_and_given_up_in_sight(
    database: Database, now: datetime, kind_of: str, most: int
) -> None:
    lay(database, "a", due=now, kind=kind_of)
    waits, at = [], now
    for _ in range(most):
        (message,) = claim(database, at)
        fail(database, message, at)
        (row,) = rows(database)
        waits.append((row.due - at).total_seconds())
        at = row.due
    assert waits[:4] == [15, 60, 240, 960]
    assert max(waits) == 3600
    (row,) = rows(database)
    assert (row.attempts, row.failure, row.done_at is None) == (most, "Timeout", False)
    assert claim(database, at + timedelta(days=9)) == []


def test_what_is_hopeless_is_given_up_at_once(database: Database, now: datetime) -> None:
    lay(database, "a", due=now)
    (message,) = claim(database, now)
    fail(database, message, now, for_good=True)
    assert claim(database, now + timedelta(days=1)) == []
    assert database.read(outbox.count_waiting, viewer=System(), at=now + timedelta(days=1)) == 0


def test_what_waits_too_long_is_counted(database: Database, now: datetime) -> None:
    count: Callable[[datetime], int] = lambda at: database.read(outbox.count_waiting, viewer=System(), at=at)  # noqa: E731
    lay(database, "a", "b", due=now)
    assert (count(now - timedelta(seconds=1)), count(now)) == (0, 2)
