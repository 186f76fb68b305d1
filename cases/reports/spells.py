"""What a row of `measures` says about its whole case: one that was transferred or reopened has several, its spells.

Only later spells look at their siblings, through the primary key: most cases have one, and cost nothing. The expressions are
made once: building them takes longer than a small institution's rows take to count.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, func, or_, select

from cases.records import Measure

FIRST = 1
"""Number of the spell that a case begins with."""

table: Table = Measure.metadata.tables[Measure.__tablename__]
row = table.c
"""Columns of the row that is being counted."""


def for_the_first_time(name: str) -> ColumnElement[bool]:
    """No earlier spell of the case has a value in column *name*: a case is registered, and first acted on, once."""
    earlier = table.alias().c
    siblings = exists().where(earlier.case_id == row.case_id, earlier.spell < row.spell, earlier[name].is_not(None))
    return or_(row.spell == FIRST, ~siblings)


def in_all(total: Callable[..., ColumnElement[Any]], name: str) -> ColumnElement[Any]:
    """Column *name* of a first spell, brought together by *total* (`func.max`, `func.sum`) over all spells of the case.

    Those on the other side of a wall are left out: what is decided behind it is not told in front of it.
    """
    every = table.alias().c
    of_case = (
        select(total(every[name])).where(every.case_id == row.case_id, every.walled == row.walled).scalar_subquery()
    )
    return case((row.until.is_(None), row[name]), else_=of_case)


def age_origin() -> ColumnElement[Any]:
    """Day from which an open case ages: its receipt, whoever had it since; after a reopening, the reopening."""
    begun, before = table.alias().c, table.alias().c
    transferred = exists().where(
        before.case_id == begun.case_id, before.spell == begun.spell - 1, before.closed.is_(None)
    )
    begins = (
        select(func.max(begun.day))
        .where(begun.case_id == row.case_id, begun.spell <= row.spell, ~transferred)
        .scalar_subquery()
    )
    return case((row.spell == FIRST, row.day), else_=begins)


ended = func.coalesce(row.closed, row.until)
"""Day on which the unit no longer had the case: closed, else handed on."""

kept = or_(row.until.is_(None), row.closed.is_not(None))
"""The case did not leave this spell by transfer: it is here, ended here, or was reopened from here."""

first_registered = for_the_first_time("registered")
first_act = for_the_first_time("first_minutes")
case_decided = in_all(func.max, "decided")
case_remedies = in_all(func.sum, "remedies")
case_verified = in_all(func.sum, "verified")
origin = age_origin()
