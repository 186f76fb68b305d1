"""Works that take minutes: nobody is turned away because another's is being done."""

from collections.abc import Callable
from threading import Event

from cases.worker.beside import Beside

PATIENCE_S = 30.0


def waiting_for(gate: Event, done: list[str], name: str) -> Callable[[], None]:
    def work() -> None:
        assert gate.wait(PATIENCE_S)
        done.append(name)

    return work


def test_what_is_asked_for_while_another_is_done_is_done_after_it_and_once() -> None:
    beside, gate, end, done = Beside(), Event(), Event(), list[str]()
    beside.start("verification", waiting_for(gate, done, "verification"))
    for _ in range(3):
        beside.start("backup", lambda: done.append("backup"))
        beside.start("verification", lambda: done.append("verification again"))
    beside.start("end", end.set)
    gate.set()
    assert end.wait(PATIENCE_S)
    assert done == ["verification", "backup"]


def test_one_that_fails_holds_up_no_other_and_may_be_asked_for_again() -> None:
    beside, end, done = Beside(), Event(), list[str]()

    def fail() -> None:
        done.append("tried")
        raise OSError

    beside.start("backup", fail)
    beside.start("first", lambda: beside.start("backup", fail))
    beside.start("last", lambda: beside.start("end", end.set))
    assert end.wait(PATIENCE_S)
    assert done == ["tried", "tried"]
