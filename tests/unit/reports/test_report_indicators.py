"""Definitions of indicators: complete in every language, and strict."""

from typing import Any

import pytest
from msgspec.structs import replace

from cases.errors import PackFault
from cases.packs.jurisdiction import load_pack
from cases.reports.figures import Figures, Share
from cases.reports.indicators import Measured, read_indicators
from cases.reports.rules import Rules
from cases.reports.values import VALUES, value_of, valued
from tests.builders import kazakhstan
from workflows.facts import Fact, Kind, Secrecy
from workflows.faults import Faults

FILE = "indicators.yaml"
PLACES: dict[str, Any] = {
    "outcomes": {"found", "not_found"},
    "stages": {"done"},
    "felt": ({"fair", "unfair"}, {"content", "not_content"}),
    "channels": {"paper", "web"},
}
FACTS = {
    "body": Fact(name="body", kind=Kind.ENTRY),
    "issues": Fact(name="issues", kind=Kind.CHOICES),
    "because": Fact(name="because", kind=Kind.CHOICE),
    "sex": Fact(name="sex", secrecy=Secrecy.STATISTICS, kind=Kind.CHOICE),
    "still": Fact(name="still", secrecy=Secrecy.STATISTICS),
    "theirs": Fact(name="theirs", of="remedy", kind=Kind.CHOICE),
}
PUBLISHED = {"least": "5", "settles": "30"}
RUNS = {"procedure": "review", "when": "ended", "part": {"stage": ["changed"]}}


def one(**parts: Any) -> dict[str, Any]:
    words = {"kk": "х", "ru": "х", "en": "x"}
    whole = {"indicator": "x", "unit": "cases", "direction": "up", "source": "x", "label": words, "formula": words}
    return {name: part for name, part in (whole | parts).items() if part is not None}


def file(*indicators: Any, **codes: Any) -> dict[str, Any]:
    coded = {"found": ["found"], "merits": ["found", "not_found"], "implemented": ["done"]}
    coded |= {"fair": ["fair"], "content": ["content"], "inadmissible": ["not_found"], "offline": ["paper"]} | codes
    mornings = dict.fromkeys(Rules.__struct_fields__, "1")
    return {
        "codes": coded,
        "mornings": mornings,
        "weights": {"u1": "3", "u2": "2", "u3": "1"},
        "indicators": list(indicators),
    }


def told(**published: Any) -> dict[str, Any]:
    return file(one()) | {"published": PUBLISHED | published}


CHARTED = {"ages", "outcomes", "felt", "funnel", "refusals", "people"}
"""Distributions, with a chart or a table of their own."""


def test_every_indicator_of_the_pack_has_a_value_and_every_value_a_definition() -> None:
    assert set(kazakhstan().indicators.by_name) == {*valued(kazakhstan().indicators.by_name), *CHARTED}


def test_every_share_is_given_as_a_part_of_a_whole() -> None:
    for name in VALUES:
        is_share = isinstance(value_of(name, Figures()), Share)
        assert is_share == (kazakhstan().indicators[name].unit in {Measured.SHARE, Measured.RATIO})


def test_what_was_found_was_decided_on_the_merits() -> None:
    assert kazakhstan().indicators.found < kazakhstan().indicators.merits


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (file(one(unit="weeks")), ("indicators", 0, "unit"), "no such unit of measure: weeks"),
        (file(one(direction="sideways")), ("indicators", 0, "direction"), "no such direction: sideways"),
        (file(one(), one()), ("indicators", 1, "indicator"), "x is here twice"),
        (file(one(formula={"kk": "х", "ru": "х"})), ("indicators", 0, "formula"), "has no words in en"),
        (file(one(source=None)), ("indicators", 0), "source is missing"),
        (file(one(sauce="x")), ("indicators", 0, "sauce"), "did you mean source?"),
        (file(one(runs=RUNS | {"procedure": "revue"})), ("indicators", 0, "runs", "procedure"), "did you mean review?"),
        (file(one(runs=RUNS | {"when": "later"})), ("indicators", 0, "runs", "when"), "no such time of a run: later"),
        (
            file(one(runs=RUNS | {"of": {"stage": ["gone"]}})),
            ("indicators", 0, "runs", "of", "stage", 0),
            "no such stage",
        ),
        (file(one(runs=RUNS | {"part": {}})), ("indicators", 0, "runs", "part"), "which runs count"),
        (file(one(), found=["found", "founded"]), ("codes", "found", 1), "no such outcome: founded"),
        (file(one(), merits=["not_found"]), ("codes", "found"), "stands in `merits` as well: found"),
        (file(one(), implemented=["undone"]), ("codes", "implemented", 0), "did you mean done?"),
        (file(one(), fair=["content"]), ("codes", "fair", 0), "no such answer: content"),
        (file(one(), offline=["papyrus"]), ("codes", "offline", 0), "no such channel: papyrus"),
        (file(one(), complained_of="boddy"), ("codes", "complained_of"), "no such fact: boddy; did you mean body?"),
        (
            file(one(), about_what="body"),
            ("codes", "about_what"),
            "it must be of a case, in the clear, kind choice or choices",
        ),
        (
            file(one(), refused_because="theirs"),
            ("codes", "refused_because"),
            "theirs is no fact that reports can count by",
        ),
        (file(one(), refused_because="sex"), ("codes", "refused_because"), "sex is no fact that reports can count by"),
        (told(people=["still"]), ("published", "people", 0), "no such fact of class statistics with choices: still"),
        (told(people=["sex"]), ("published", "office"), "from how many cases on"),
        (told(people=["sex"], office="50"), ("indicators",), "people is missing"),
        (file(one()) | {"weights": {"u1": "3", "u2": "0", "u3": "1"}}, ("weights",), "how heavy"),
        (file(one()) | {"mornings": {"load": "0"}}, ("mornings",), "worth a supervisor's morning"),
        (file(), (), "indicators are missing"),
        ({"indicators": [one()]}, ("codes",), "found is missing"),
        ([], (), "must be a mapping"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_reason(data: Any, place: tuple[str | int, ...], reason: str) -> None:
    with pytest.raises(Faults) as caught:
        read_indicators(data, ("kk", "ru", "en"), **PLACES, procedures=kazakhstan().procedures, facts=FACTS)
    assert [fault for fault in caught.value.faults if fault.place == place and reason in fault.reason]


def test_a_pack_with_a_mistaken_indicator_is_refused_with_file_and_line() -> None:
    files = dict(kazakhstan().files)
    files[FILE] = files[FILE].replace("unit: days", "unit: weeks", 1)
    with pytest.raises(PackFault) as caught:
        load_pack(files)
    fault = caught.value
    line = files[FILE].splitlines()[fault.line - 1]
    assert (fault.file, line.strip()) == (FILE, "unit: weeks")


def test_a_pack_without_indicators_is_refused() -> None:
    files = {name: text for name, text in kazakhstan().files.items() if name != FILE}
    with pytest.raises(PackFault) as caught:
        load_pack(files)
    assert caught.value.file == FILE


def test_figures_of_a_share_never_hide_how_many_cases_it_is_made_of() -> None:
    figures = replace(Figures(), decided=3, decided_in_time=2)
    assert value_of("timeliness", figures) == Share(2, 3)
