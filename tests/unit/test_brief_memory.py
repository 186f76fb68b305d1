"""Argon2 in memory of our own: the same bytes as the library's, and nothing of it stays."""

import subprocess
import sys

import pytest
from argon2.low_level import Type, ffi, hash_secret_raw

from cases.vault import brief_memory

SALT = b"sixteen bytes of"


@pytest.mark.parametrize(("memory_kib", "passes"), [(8, 1), (1024, 3), (19 * 1024, 2)])
def test_what_comes_out_is_what_the_library_gives_in_its_own_memory(memory_kib: int, passes: int) -> None:
    theirs = hash_secret_raw(b"a code", SALT, passes, memory_kib, 1, 32, Type.ID)
    assert brief_memory.argon2id(b"a code", SALT, memory_kib=memory_kib, passes=passes, length=32) == theirs
    assert brief_memory._taken == {}


def test_where_no_program_may_write_code_argon2_takes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    in_ours = brief_memory.argon2id(b"a code", SALT, memory_kib=64, passes=1, length=32)
    monkeypatch.setattr(brief_memory, "TAKE", ffi.NULL)
    monkeypatch.setattr(brief_memory, "GIVE_BACK", ffi.NULL)
    assert brief_memory.argon2id(b"a code", SALT, memory_kib=64, passes=1, length=32) == in_ours


SHORT_OF_MEMORY = """
import resource
from cases.vault import brief_memory
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
try:
    brief_memory.argon2id(b"a code", b"sixteen bytes of", memory_kib=4 * 2**20, passes=1, length=32)
except MemoryError:
    print("none left", brief_memory._taken)
"""


def test_where_there_is_no_memory_it_is_said() -> None:
    said = subprocess.run([sys.executable, "-c", SHORT_OF_MEMORY], check=True, capture_output=True, text=True).stdout
    assert said == "none left {}\n"


def test_a_cost_that_argon2_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        brief_memory.argon2id(b"a code", SALT, memory_kib=1, passes=1, length=32)
