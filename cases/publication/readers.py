"""Who would newly read: tables that route, the ladder of units, offices, registers, and acts that let another unit in."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from cases.packs.jurisdiction import Pack
from cases.publication.change import Change, Kind
from workflows.lookup import Policy, Row
from workflows.tables import Table

OFFICES: Final = ("head_office", "integrity", "npm", "duty")


def new_readers(old: Pack, new: Pack) -> Iterator[Change]:
    """Everything by which a unit reads cases that it did not read by *old*."""
    for name, table in new.tables.items():
        yield from changed_rows(name, old.tables.get(name), table)
    for office in OFFICES:
        was, now = getattr(old.institution, office), getattr(new.institution, office)
        if was != now:
            yield Change(Kind.OFFICE, (office,), (now,), was, now)
    yield from changed_units(old, new)
    for register, entries in new.registers.items():
        before = old.registers.get(register, {})
        for code, entry in entries.items():
            was = before[code].region if code in before else ""
            if entry.region != was and (code in before or entry.region):
                yield Change(Kind.REGION, (register, code), (entry.region,) if entry.region else (), was, entry.region)


def changed_units(old: Pack, new: Pack) -> Iterator[Change]:
    for code, unit in new.units.items():
        before = old.units.get(code)
        if before is None:
            yield Change(Kind.UNIT_NEW, (code,), (), "", unit.kind)
        elif before.kind != unit.kind:
            yield Change(Kind.UNIT_KIND, (code,), (), before.kind, unit.kind)
        climbed = before.escalates_to if before else ()
        if added := tuple(one for one in unit.escalates_to if one not in climbed):
            yield Change(Kind.LADDER, (code,), added)
        stood = before.stands_in if before else None
        if unit.stands_in != stood and unit.stands_in:
            yield Change(Kind.STAND_IN, (code,), (unit.stands_in,), stood or "", unit.stands_in)


def changed_rows(name: str, old: Table | None, new: Table) -> Iterator[Change]:
    """Rows that came, went or changed places. A row is what it asks and gives, not why: reasons are words."""
    before, after = list(old.rows) if old else [], list(new.rows)
    gone, came = without(before, after), without(after, before)
    left = list(gone)
    for row in came:
        same = next((one for one in left if (one.when, one.otherwise) == (row.when, row.otherwise)), None)
        if same is None:
            yield Change(Kind.ROW_NEW, (name, str(row.number)), gives(row))
        else:
            left.remove(same)
            yield Change(Kind.ROW_CHANGED, (name, str(row.number)), gives(row), "\n".join(gives(same)))
    for row in left:
        yield Change(Kind.ROW_GONE, (name, str(row.number)), gives(row))
    if new.policy is not Policy.FIRST or old is None:
        return
    stayed = [[rule(row) for row in rows if row not in moved] for rows, moved in ((before, gone), (after, came))]
    if stayed[0] != stayed[1] or old.policy is not new.policy:
        yield Change(Kind.ROWS_MOVED, (name,))


def without(rows: list[Row], others: list[Row]) -> list[Row]:
    """Those of *rows* that *others* does not have, each counted as often as it stands there."""
    left = Counter(map(rule, others))
    found = []
    for row in rows:
        if left[rule(row)] > 0:
            left[rule(row)] -= 1
        else:
            found.append(row)
    return found


def rule(row: Row) -> tuple[object, ...]:
    """What a row asks and gives, to be compared."""
    return frozenset(row.when.items()), frozenset(row.then.items()), row.otherwise


def gives(row: Row) -> tuple[str, ...]:
    found: list[str] = []
    for value in row.then.values():
        found += map(str, value) if isinstance(value, tuple) else [str(value)]
    return tuple(dict.fromkeys(found))
