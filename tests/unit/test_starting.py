"""Where the program begins."""

import gc
import subprocess
import sys
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
    turn = sys.getswitchinterval()
    yield
    gc.enable()
    sys.setswitchinterval(turn)


def test_the_command_begins_where_nothing_else_is_imported_yet() -> None:
    assert resolve_name(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["scripts"]["arasha"]) is starting.main


@pytest.mark.usefixtures("collecting")
def test_what_is_there_when_the_start_is_over_is_looked_through_no_more() -> None:
    starting.begin()
    assert not gc.isenabled()
    assert sys.getswitchinterval() == pytest.approx(0.0005)
    kept = {"by": "the process"}
    kept["itself"] = kept  # type: ignore[assignment]
    starting.keep_what_is_there()
    assert gc.isenabled()
    assert not any(one is kept for one in gc.get_objects())


NEVER_AT_START = (
    *("webauthn", "typst", "pypdfium2", "psycopg", "rich", "pikepdf", "PIL", "alembic", "holidays", "babel.messages"),
    *("magic", "shamir_mnemonic", "obstore", "urllib.request"),
    *("cases.demonstration.institution", "cases.offline.opening", "web.commands.backups", "web.commands.packs"),
)
"""Heavy, or for few: the page or command that needs one imports it."""
IMPORTED = "import sys, web.cli; print(*sys.modules)"
STRETCHED = """
import re, sys
from pathlib import Path
from threading import Barrier, Thread
if sys.argv[1] == "told":
    from web import starting
    starting.give_memory_back()
from argon2.low_level import Type, hash_secret_raw
from cases.vault.stretching import CODE_COST, code_gate, stretch

def held():
    return int(re.search(r"VmRSS:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

def work():
    together.wait()
    hash_secret_raw(b"code", b"salt" * 4, 1, CODE_COST.memory_kib, 1, 32, Type.ID)  # in the C library's memory
    stretch(b"code", b"pepper", b"salt" * 4, cost=CODE_COST, gate=code_gate)  # in our own
    together.wait()

before, together = held(), Barrier(5, timeout=60)
threads = [Thread(target=work) for _ in range(4)]
for each in threads:
    each.start()
together.wait()
together.wait()
print(held() - before)
"""

SCATTERED = """
import re
from pathlib import Path
from web import starting

def held():
    return int(re.search(r"VmRSS:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

starting.begin()
blocks = [bytes(8192) for _ in range(4096)]
kept, full = blocks[::2], held()
del blocks
before = full - held()
starting.keep_tidy()()
print(before, full - held())
"""


def run(code: str, *arguments: str) -> str:
    return subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True).stdout


def test_what_few_need_is_not_imported_by_a_process_that_starts() -> None:
    imported = set(run(IMPORTED).split())
    assert "web.app" in imported
    assert imported.isdisjoint(NEVER_AT_START)


def test_memory_of_a_stretched_code_is_given_back_when_it_is_done() -> None:
    """Four threads, 19 MiB each: without being told, the C library keeps them for the next time."""
    assert float(run(STRETCHED, "told")) < 19


def test_what_lies_free_between_other_blocks_is_given_back() -> None:
    """Two pages in four of 32 MiB: by itself the C library gives back the end of its heap only."""
    before, after = map(float, run(SCATTERED).split())
    assert before < 1
    assert after > 7
