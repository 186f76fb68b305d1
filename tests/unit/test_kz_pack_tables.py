"""Every cell of every table of the Kazakhstan pack is looked up as a naive reader of its rows would answer it."""

from itertools import product

import pytest

from tests.builders import kazakhstan
from workflows.facts import Facts
from workflows.tables import Policy, Result, Table, evaluate, split_rows


def read_row_by_row(table: Table, facts: Facts) -> dict[str, Result]:
    matching = [
        row
        for row in table.rows
        if not row.otherwise and all(test.admits(facts[name]) for name, test in row.when.items())
    ] or [row for row in table.rows if row.otherwise]
    if table.policy is not Policy.COLLECT:
        return dict(matching[0].then)
    collected: dict[str, Result] = {}
    for name in table.gives:
        values: list[str | int] = []
        for row in matching:
            found = row.then.get(name, ())
            values += found if isinstance(found, tuple) else [found]
        collected[name] = tuple(dict.fromkeys(values))
    return collected


@pytest.mark.parametrize("name", ["circle", "lead", "pin", "procedure", "urgency"])
def test_every_cell_is_looked_up_as_the_rows_read(name: str) -> None:
    pack = kazakhstan()
    table = pack.tables[name]
    splits = split_rows(table.rows, pack.facts)
    cells = 0
    for groups in product(*(split.groups for split in splits)):
        facts = {split.name: value for split, (_, value) in zip(splits, groups, strict=True)}
        assert evaluate(table, facts).results == read_row_by_row(table, facts), facts
        cells += 1
    assert cells >= len(table.rows)
