"""Handlers take turns: one after the other, who waits for something else steps aside, and nobody is in the way for long."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat
from threading import Event

import pytest

from cases.turns import Turns, aside

PATIENCE_S = 30.0
FOREVER_S = 1_000.0


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def stand_in_line(
    turns: Turns, threads: ThreadPoolExecutor, work: Callable[[], None], *, first: bool = False
) -> Future[None]:
    """Once this returns *work* stands in line, behind whoever has the turn."""
    before = turns.waiting
    begun = threads.submit(turns.taken(work, first=first))
    while turns.waiting == before:
        assert not begun.done()
    return begun


def at_work(turns: Turns, threads: ThreadPoolExecutor, until: Event, done: list[str]) -> Future[None]:
    """Once this returns it is somebody's turn, who works *until* then."""
    begun = Event()

    def work() -> None:
        begun.set()
        assert until.wait(PATIENCE_S)
        done.append("first")

    working = threads.submit(turns.taken(work))
    assert begun.wait(PATIENCE_S)
    return working


def test_they_come_as_they_stand_and_who_sends_before_them(threads: ThreadPoolExecutor) -> None:
    turns, done, until = Turns(FOREVER_S), list[str](), Event()
    working = [at_work(turns, threads, until, done)]
    working += [stand_in_line(turns, threads, lambda name=name: done.append(name)) for name in ("b", "c", "d")]  # type: ignore[misc]
    working += [stand_in_line(turns, threads, lambda: done.append("sent"), first=True)]
    assert not done
    until.set()
    for one in working:
        one.result(PATIENCE_S)
    assert done == ["first", "sent", "b", "c", "d"]


def test_who_steps_aside_lets_the_next_begin_and_comes_back_before_those_who_wait(threads: ThreadPoolExecutor) -> None:
    turns, done = Turns(FOREVER_S), list[str]()
    is_aside, comes_back, go_on = Event(), Event(), Event()

    def filing() -> None:
        with aside():
            is_aside.set()
            assert comes_back.wait(PATIENCE_S)
        done.append("filed")

    filed = threads.submit(turns.taken(filing))
    assert is_aside.wait(PATIENCE_S)
    drawn = at_work(turns, threads, go_on, done)
    later = stand_in_line(turns, threads, lambda: done.append("later"))
    comes_back.set()
    while turns.waiting < 2:
        assert not filed.done()
    go_on.set()
    for one in (filed, drawn, later):
        one.result(PATIENCE_S)
    assert done == ["first", "filed", "later"]


def test_a_long_one_is_passed(threads: ThreadPoolExecutor) -> None:
    turns, done, until, go_on = Turns(0.01), list[str](), Event(), Event()
    long = at_work(turns, threads, until, done)
    passing = at_work(turns, threads, go_on, done)
    until.set()
    long.result(PATIENCE_S)
    go_on.set()
    passing.result(PATIENCE_S)
    threads.submit(turns.taken(lambda: done.append("last"))).result(PATIENCE_S)
    assert (done, turns.waiting) == (["first", "first", "last"], 0)


def test_one_that_fails_says_so_and_lets_the_next_begin(threads: ThreadPoolExecutor) -> None:
    turns = Turns(FOREVER_S)

    def fail() -> None:
        with aside():
            raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        threads.submit(turns.taken(fail)).result(PATIENCE_S)
    threads.submit(turns.taken(lambda: None)).result(PATIENCE_S)


def test_aside_is_nothing_without_a_turn_and_a_crowd_comes_through(threads: ThreadPoolExecutor) -> None:
    with aside():
        pass

    def one(_: None) -> int:
        return 1

    counted = threads.map(Turns(FOREVER_S).taken(one), repeat(None, 500))
    assert sum(counted) == 500
