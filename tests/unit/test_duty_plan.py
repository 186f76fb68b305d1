"""The pack's file of the duty, and the gaps of a roster."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.duty.coverage import Span, gaps
from cases.duty.plan import read_duty
from cases.errors import PackFault
from cases.packs.files import read_document
from cases.packs.jurisdiction import load_pack
from cases.settings import PACKS
from workflows.faults import Faults

FILE = (PACKS / "kz" / "duty.yaml").read_text(encoding="utf-8")
MIDNIGHT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('en: "Urgent 1. Open by {time}"', 'en: "Urgent 1. Open now"', ("alert", "text", "en"), "exactly one {time}"),
        ('en: "Urgent 1. Open by {time}"', 'en: "Open {reference} by {time}"', ("alert", "text", "en"), "{time}"),
        ('kk: "Тексеру. Алғаныңызды растаңыз"', 'kk: ""', ("test", "text"), "no words in kk"),
        ("day: friday", "day: fryday", ("test", "day"), "fryday"),
        ('at: "16:00"', 'at: "24:00"', ("test", "at"), "24:00"),
        ("ahead: 14 days", "ahead: a fortnight", ("coverage", "ahead"), "fortnight"),
        ("within: 30 minutes", "within: 0 minutes", ("alert", "within"), "0 minutes"),
        ("coverage:", "cover:", ("cover",), "cover"),
    ],
)
def test_a_mistake_in_the_file_names_its_place_and_reason(
    old: str, new: str, place: tuple[str, ...], reason: str
) -> None:
    assert old in FILE
    with pytest.raises(Faults) as caught:
        read_duty(read_document("duty.yaml", FILE.replace(old, new)).data, ("kk", "ru", "en"))
    assert any(fault.place == place and reason in fault.reason for fault in caught.value.faults), caught.value.faults


def test_a_pack_without_the_file_does_not_load() -> None:
    files = {"institution.yaml": "a: b"}
    with pytest.raises(PackFault):
        load_pack(files)


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
        lambda each: Span(MIDNIGHT + timedelta(hours=each[0]), MIDNIGHT + timedelta(hours=each[0] + each[1]))
    ),
    max_size=8,
)


@given(spans)
def test_every_hour_is_covered_or_in_exactly_one_gap(covered: list[Span]) -> None:
    whole = Span(MIDNIGHT, MIDNIGHT + timedelta(hours=48))
    found = gaps(covered, whole)
    assert all(before.end < after.start for before, after in pairwise(found))
    for hour in range(48):
        moment = MIDNIGHT + timedelta(hours=hour)
        stands = any(start <= moment < end for start, end in covered)
        assert sum(start <= moment < end for start, end in found) == (not stands)
