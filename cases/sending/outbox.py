"""What is to leave the house: laid in by the act that causes it, claimed in batches by workers, noted as sent or put off.

Nothing here sends. A message goes out between two transactions: claimed in one, noted in the next. A worker that is killed in
between has perhaps sent it, so it is sent again once its claim is over, under the same `key`: whoever receives drops the double.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.alarms.delays import delay_after
from cases.moments import whole_second
from cases.records import Outbox
from cases.records.base import new_id
from cases.records.prepared import change, connection_of
from cases.records.rows import table_of
from cases.viewer import Viewer

BATCH = 20
LEASE = timedelta(minutes=2)
"""How long a claim holds: far longer than a batch takes, and than clocks of two machines differ."""
MOST_ATTEMPTS = 12
"""Then it is given up, some nine hours after the first, and stays as a failure that somebody must look at."""
MOST_LETTERS = 60
"""Of a letter, over two days: a mail server may be down for one, and whoever reads it then still learns what waits."""

outbox = table_of(Outbox)
WAITING = outbox.c.done_at.is_(None)
DUE = (
    select(outbox.c.id, outbox.c.key, outbox.c.kind, outbox.c.payload, outbox.c.attempts)
    .where(WAITING, outbox.c.due <= bindparam("at"))
    .where(or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= bindparam("at")))
    .order_by(outbox.c.due, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
BY_ID = outbox.c.id == bindparam("message")
CLAIM = update(outbox).where(BY_ID).values(claimed_until=bindparam("until"), attempts=outbox.c.attempts + 1)
SENT = update(outbox).where(BY_ID, WAITING).values(done_at=bindparam("at"), claimed_until=None, failure=None)
PUT_OFF = (
    update(outbox)
    .where(BY_ID, WAITING)
    .values(due=bindparam("later"), claimed_until=None, failure=bindparam("kind_of"))
)
GIVEN_UP = (
    update(outbox)
    .where(BY_ID, WAITING)
    .values(done_at=bindparam("at"), claimed_until=None, failure=bindparam("kind_of"))
)
LAY_IN = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
}


class Message(msgspec.Struct, frozen=True):
    """A claimed message. *key*: what it is for, once; *payload*: ids and names, as it was laid in; *attempts*: this one too."""

    id: int
    key: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


def lay_in(session: Session, key: str, kind: str, payload: Mapping[str, Any], *, due: datetime) -> None:
    """Lay a message into the outbox, in the transaction of what it is about; one of this *key* that is there stays alone."""
    row = {"id": new_id(), "key": key, "kind": kind, "payload": dict(payload), "due": whole_second(due)}
    change(session, LAY_IN[connection_of(session).dialect.name], row)


def claim_messages(session: Session, *, viewer: Viewer, at: datetime, most: int = BATCH) -> list[Message]:
    """Take up to *most* messages that are due; nobody else is given them for two minutes. Run it through `database.claim`."""
    at = whole_second(at)
    connection = session.connection()
    found = connection.execute(DUE, {"at": at, "most": most}).all()
    if found:
        connection.execute(CLAIM, [{"message": row.id, "until": at + LEASE} for row in found])
    return [Message(row.id, row.key, row.kind, row.payload, row.attempts + 1) for row in found]


def note_sent(session: Session, messages: Collection[int], *, viewer: Viewer, at: datetime) -> None:
    """These went out."""
    if messages:
        session.connection().execute(SENT, [{"message": each, "at": at} for each in messages])


def note_failed(
    session: Session, message: Message, failure: str, *, for_good: bool, viewer: Viewer, at: datetime
) -> bool:
    """A message did not go out: later again, after a longer while each time, unless *for_good* or this was the last.

    Gives whether it is given up with this: not where it was called off meanwhile.
    """
    connection = session.connection()
    if for_good or message.attempts >= (MOST_LETTERS if message.kind == "email" else MOST_ATTEMPTS):
        return connection.execute(GIVEN_UP, {"message": message.id, "at": at, "kind_of": failure}).rowcount > 0
    later = at + delay_after(message.attempts, first=timedelta(seconds=15), longest=timedelta(hours=1))
    connection.execute(PUT_OFF, {"message": message.id, "later": later, "kind_of": failure})
    return False


def count_waiting(session: Session, *, viewer: Viewer, at: datetime) -> int:
    """How many messages should have gone out by now and have not."""
    return session.scalar(select(func.count()).select_from(outbox).where(WAITING, outbox.c.due <= at)) or 0


CALLED_OFF = "called off"
"""Somebody has it meanwhile: no failure."""
CALL_OFF = (
    update(outbox)
    .where(outbox.c.key.like(bindparam("begins"), escape="/"), outbox.c.key != bindparam("but"), WAITING)
    .values(done_at=bindparam("now"), claimed_until=None, failure=CALLED_OFF)
)


def call_off(session: Session, prefix: str, *, at: datetime, but: str = "") -> None:
    """What waits under keys that begin with *prefix* need not go out any more, except under the key *but*."""
    begins = prefix.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
    change(session, CALL_OFF, {"begins": begins, "but": but, "now": whole_second(at)})


def count_given_up(session: Session, *, viewer: Viewer, at: datetime) -> int:
    """How many messages of the last day were given up: somebody was not reached."""
    failed = select(func.count()).where(outbox.c.done_at > at - timedelta(days=1), outbox.c.failure != CALLED_OFF)
    return session.scalar(failed) or 0
