"""Who complained: behind no small number need anybody stand, for what is told and all that offices know of their cases."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.statistics.telling import Line, tell

LEAST, OFFICE = 3, 10
ANSWERS = ("", "x", "y", "z")
OFFICES = ("ho", "a", "b", "c")
Given = dict[str, dict[str, int]]

numbers = st.one_of(st.just(0), st.integers(0, LEAST), st.integers(0, 8))
worlds = st.fixed_dictionaries({one: st.fixed_dictionaries(dict.fromkeys(ANSWERS, numbers)) for one in OFFICES})
halves = st.fixed_dictionaries({one: st.tuples(numbers, numbers) for one in OFFICES})


def told(world: Given) -> tuple[Line, ...]:
    return tell(world, ANSWERS, least=LEAST, office=OFFICE)


def told_either(world: Given, cases: dict[str, int]) -> tuple[Line, ...]:
    return tell(world, ("x",), least=LEAST, office=OFFICE, cases=cases)


def of(**given_answers: int) -> dict[str, int]:
    return dict.fromkeys(ANSWERS, 0) | given_answers


@given(worlds)
def test_no_small_number_is_told_and_every_case_is_in_one_line(world: Given) -> None:
    lines = told(world)
    assert sum(line.total for line in lines) == sum(sum(each.values()) for each in world.values())
    for line in lines:
        rest = line.total - sum(line.alone.values())
        assert min((*line.alone.values(), *([rest] if line.alone and rest else []), LEAST)) >= LEAST
    assert len({one for line in lines for one in line.offices}) == sum(len(line.offices) for line in lines)


@settings(max_examples=300)
@given(worlds)
@example({"ho": of(), "a": of(x=9), "b": of(x=2, y=3), "c": of(y=3)})  # so many x that some must be of b
def test_for_each_small_number_as_many_cases_are_told_alike_with_nobody_behind_it(world: Given) -> None:
    lines = told(world)
    for line in lines:
        for office in line.offices:
            for answer in ANSWERS:
                if 0 < world[office][answer] < LEAST:
                    other = emptied(world, line, office, answer)
                    assert other[office][answer] == 0
                    assert {one: sum(each.values()) for one, each in other.items()} == {
                        one: sum(each.values()) for one, each in world.items()
                    }
                    assert told(other) == lines


def emptied(world: Given, line: Line, office: str, answer: str) -> Given:
    """Other answers of the same cases: what is told of *line* as it is, and nobody of *office* behind *answer*."""
    if not line.alone:  # nothing but the total is told, which hangs on the number of cases alone
        instead = next(one for one in ANSWERS if one != answer)
        return world | {one: dict.fromkeys(ANSWERS, 0) | {instead: sum(world[one].values())} for one in line.offices}
    rest = [one for one in ANSWERS if one not in line.alone]
    bearer = next(one for one in rest if sum(world[each][one] for each in line.offices) >= LEAST) if rest else ""
    left = dict(line.alone) | ({bearer: line.total - sum(line.alone.values())} if rest else {})
    order = [office, *(one for one in line.offices if one != office)]
    other: Given = {one: dict.fromkeys(ANSWERS, 0) for one in order}
    for one in order:
        cases = sum(world[one].values())
        for column in sorted(left, key=lambda each: each == answer):
            if one == office and column == answer:
                continue
            taken = min(cases, left[column])
            other[one][column] += taken
            left[column] -= taken
            cases -= taken
        assert cases == 0
    return world | other


@settings(max_examples=300)
@given(halves)
def test_of_several_answers_each_is_told_as_if_nobody_stood_behind_a_small_number(
    world: dict[str, tuple[int, int]],
) -> None:
    """Given and not given alike: each small one could be nobody's, with what is told and every office's cases as they are."""
    cases = {one: sum(each) for one, each in world.items()}
    lines = told_either({one: {"x": each[0]} for one, each in world.items()}, cases)
    for line in lines:
        for office in line.offices:
            for side in (0, 1):
                if 0 < world[office][side] < LEAST:
                    said = line.alone.get("x")
                    others = line.total - cases[office]
                    mine = 0 if side == 0 else cases[office]
                    left = None if said is None else said - mine
                    assert left is None or 0 <= left <= others
                    other = {one: {"x": 0 if side == 0 else cases[one]} for one in line.offices}
                    for one in line.offices:
                        if left is not None and one != office:
                            other[one] = {"x": min(left, cases[one])}
                            left -= other[one]["x"]
                    changed = {one: {"x": each[0]} for one, each in world.items()} | other
                    assert told_either(changed, cases) == lines
