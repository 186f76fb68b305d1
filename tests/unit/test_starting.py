"""Where the program begins."""

import gc
import tomllib
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest

from web import starting

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.fixture
def collecting() -> Iterator[None]:
    """As it was before, afterwards."""
    yield
    gc.enable()


def test_the_command_begins_where_nothing_else_is_imported_yet() -> None:
    assert resolve_name(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["scripts"]["arasha"]) is starting.main


@pytest.mark.usefixtures("collecting")
def test_what_is_there_when_the_start_is_over_is_looked_through_no_more() -> None:
    starting.begin()
    assert not gc.isenabled()
    kept = {"by": "the process"}
    kept["itself"] = kept  # type: ignore[assignment]
    starting.keep_what_is_there()
    assert gc.isenabled()
    assert not any(one is kept for one in gc.get_objects())
