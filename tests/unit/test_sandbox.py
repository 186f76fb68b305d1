"""The sandbox: what runs in it can compute and nothing else, and what it cannot do is told."""

import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from cases.errors import SandboxFailed
from cases.sandbox.running import run


def test_nothing_can_be_read_written_reached_or_begun_from_inside() -> None:
    with run("try_doors", [b"abc", b"def"], most=100) as answer:
        assert (answer.told["done"], b"".join(answer.pieces)) == ([], b"fedcba")
        assert "calls" in answer.told["holding"]


def test_the_filter_of_calls_alone_holds_it_where_no_namespaces_are_allowed() -> None:
    """As in a container that forbids new namespaces."""
    forbidden = (
        "import runpy, sys; import cases.sandbox.doors as doors; doors.leave_the_house = lambda: False; "
        "sys.argv = ['inside', 'try_doors']; runpy.run_module('cases.sandbox.inside', run_name='__main__')"
    )
    command = [sys.executable, "-I", "-c", forbidden]
    done = subprocess.run(command, input=b"{}\nabc", capture_output=True, check=True).stdout
    told = msgspec.json.decode(done.partition(b"\n")[0])
    assert (told["holding"], told["done"]) == (["calls"], [])


def test_an_answer_that_is_too_long_is_cut_short_with_an_error() -> None:
    with pytest.raises(SandboxFailed, match="large"), run("try_doors", [bytes(3_000_000)], most=1000) as answer:
        b"".join(answer.pieces)


def test_an_error_of_whoever_feeds_it_is_not_swallowed() -> None:
    def broken() -> Iterator[bytes]:
        yield b"abc"
        raise KeyError("gone")

    with pytest.raises(KeyError), run("try_doors", broken(), most=100):
        pass
