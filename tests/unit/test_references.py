import pytest

from cases.errors import BadReference
from cases.references import new_reference, parse_reference

GOOD = "2026-481516-3"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        " 2026-481516-3\n",
        "20264815163",
        "2026 481516 3",
        "2026–481516—3",
        "２０２６－４８１５１６－３",
    ],
)
def test_a_reference_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_reference(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("2026-481516", "length"),
        ("2026-481516-33", "length"),
        ("2026-481516-4", "check"),
        ("2025-481516-3", "check"),
        ("2026-481561-3", "check"),
        ("2026-48l516-3", "characters"),
        ("<script>", "characters"),
        ("1" * 5_000_000, "characters"),
    ],
)
def test_what_is_no_reference_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(BadReference) as refused:
        parse_reference(typed)
    assert refused.value.reason == reason


def test_a_new_reference_carries_its_year_and_reads_back() -> None:
    references = {new_reference(2026) for _ in range(200)}
    assert len(references) > 190
    assert all(reference.startswith("2026-") and parse_reference(reference) == reference for reference in references)


def test_a_year_that_is_no_year_of_four_digits_makes_no_reference() -> None:
    with pytest.raises(ValueError, match="four digits"):
        new_reference(26)
