"""In which orders the queue can be read, each with the columns by which the next page is found."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import BindParameter, ColumnElement, bindparam, tuple_

from cases.records import DeskRow
from cases.worklist.desk_rows import NEVER, rank_of

Sort = Literal["queue", "oldest", "newest"]
SORTS: tuple[Sort, ...] = get_args(Sort)


class Order(msgspec.Struct, frozen=True):
    """One order. *numbers*: how many moments and ranks a place has before the case's id."""

    columns: tuple[Any, ...]
    numbers: int
    place: Callable[[Any], tuple[Any, ...]]
    """Where a case stands, as it is compared with others."""
    backwards: bool = False

    @property
    def by(self) -> list[ColumnElement[Any]]:
        return [column.desc() if self.backwards else column.asc() for column in self.columns]

    @property
    def further(self) -> ColumnElement[bool]:
        """What comes after the place whose parts are named as the columns are."""
        columns, place = tuple_(*self.columns), tuple_(*(named(column) for column in self.columns))
        return columns < place if self.backwards else columns > place


def named(column: Any) -> BindParameter[Any]:
    return bindparam(f"after_{column.key}", type_=column.type)


def in_queue(case: Any) -> tuple[int, datetime, datetime, int]:
    return (rank_of(case), case.next_due or NEVER, case.received_at, case.id)


def by_receipt(case: Any) -> tuple[datetime, int]:
    return (case.received_at, case.id)


RECEIVED = (DeskRow.received_at, DeskRow.case_id)
ORDERS: Mapping[Sort, Order] = {
    "queue": Order((DeskRow.rank, DeskRow.next_due, *RECEIVED), 3, in_queue),
    "oldest": Order(RECEIVED, 1, by_receipt),
    "newest": Order(RECEIVED, 1, by_receipt, backwards=True),
}
