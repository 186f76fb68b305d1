"""docs/THREATS.md cannot rot: every promise names code and tests, and what it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISES = re.split(r"^## (?=\d+\. )", (ROOT / "docs" / "THREATS.md").read_text(), flags=re.MULTILINE)[1:]
NAMED = re.compile(r"`((?:cases|web|workflows|tests|docs)/[\w/.]+)(?:::(\w+))?`")


def test_each_promise_has_its_section() -> None:
    assert [int(promise.partition(".")[0]) for promise in PROMISES] == list(range(1, 11))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda text: text.partition(".")[0])
def test_a_promise_names_code_and_tests_that_are_there_and_what_is_not_protected(promise: str) -> None:
    for part in ("*Attacker:*", "- Rests on:", "- Held by:", "- Cost:", "- Not protected:"):
        assert part in promise, part
    found = NAMED.findall(promise)
    assert any(path.startswith("cases/") for path, _ in found)
    assert any(path.startswith("tests/") and name for path, name in found)
    for path, name in found:
        assert (ROOT / path).exists(), path
        if name:
            assert re.search(rf"^\s*(?:async )?(?:def|class) {name}\b", (ROOT / path).read_text(), re.MULTILINE), name
