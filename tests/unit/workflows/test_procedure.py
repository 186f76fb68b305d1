"""A procedure file that names what does not exist, or says what cannot be done, is refused with its place."""

from datetime import date
from typing import Any

import pytest

from tests.unit.workflows.builders import COMPLAINT, LONG_TEXT, act, end, file, read, stage, words
from workflows.faults import Faults
from workflows.procedure import FromAnswer, Uninvolved


def one(acts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return file(stages={"received": stage(acts), "closed": end()}, **more)


def faults(data: Any) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(Faults) as caught:
        read(data)
    return [(fault.place, fault.reason) for fault in caught.value.faults]


def test_a_procedure_is_read_whole() -> None:
    assert (COMPLAINT.name, COMPLAINT.version, COMPLAINT.effective) == ("complaint", 1, date(2026, 1, 1))
    decide = COMPLAINT.stages["inquiry"].acts["decide"]
    assert decide.outcome == FromAnswer("found")
    assert decide.confirmed_by is not None
    assert decide.confirmed_by.uninvolved == {Uninvolved.SAME_ACT}
    assert COMPLAINT.stages["decided"].acts["close"].ends_as == "closed"
    assert COMPLAINT.deciding == {"decide"}


def test_acts_of_anywhere_are_open_at_every_stage_that_is_not_an_end() -> None:
    assert "note" in COMPLAINT.acts["received"]
    assert "note" not in COMPLAINT.acts["closed"]


HERE = ("stages", "received", "acts", "go")


@pytest.mark.parametrize(
    ("declared", "place", "reason"),
    [
        ({"to": "closd"}, (*HERE, "to"), "no such stage: closd; did you mean closed?"),
        ({"by": ["boss"]}, (*HERE, "by", 0), "no such role: boss"),
        ({"by": None}, HERE, "by is missing"),
        ({"label": None}, HERE, "label is missing"),
        ({"when": "danger = yes"}, (*HERE, "when"), "cannot read this: = yes"),
        ({"sets": {"dangr": "yes"}}, (*HERE, "sets", "dangr"), "no such fact: dangr; did you mean danger?"),
        (
            {"sets": {"danger": "maybe"}},
            (*HERE, "sets", "danger"),
            "danger is never maybe; it is one of: yes, unsure, no, unknown",
        ),
        ({"sets": {"danger": "answer it"}}, (*HERE, "sets", "danger"), "no such answer of this act: it"),
        (
            {"sets": {"danger": "answer text"}, "asks": {"text": LONG_TEXT}},
            (*HERE, "sets", "danger"),
            "text is sealed: only an answer of class routing may become a fact",
        ),
        ({"sets": {"alike": "3"}}, (*HERE, "sets", "alike"), "alike is computed by alike: no act sets it"),
        ({"sets": {"answered": "true"}}, (*HERE, "sets", "answered"), "no such fact: answered"),
        ({"tells": {"complainant": "leter"}}, (*HERE, "tells", "complainant"), "no such letter: leter"),
        ({"tells": {"neighbour": "decision"}}, (*HERE, "tells", "neighbour"), "no such audience: neighbour"),
        ({"message": "text"}, (*HERE, "message"), "no such answer of this act: text"),
        ({"opens": ["remdy"]}, (*HERE, "opens", 0), "no such procedure: remdy; did you mean remedy?"),
        (
            {"opens": [{"procedure": "remedy", "with": {"danger": "yes"}}]},
            (*HERE, "opens", 0, "with", "danger"),
            "danger belongs to case, not to remedy",
        ),
        ({"confirmed_by": {"roles": []}}, (*HERE, "confirmed_by", "roles"), "roles is empty"),
        (
            {"confirmed_by": {"roles": ["supervisor"], "not": ["friends"]}},
            (*HERE, "confirmed_by", "not", 0),
            "no such rule: friends",
        ),
        ({"extends": "review"}, (*HERE, "extends"), "no such clock: review"),
        ({"asks": {"text": {"kind": "long_text"}}}, (*HERE, "asks", "text"), "class is missing"),
        ({"outcme": "x"}, (*HERE, "outcme"), "no such key here: outcme; did you mean outcome?"),
        ("closed", HERE, "must be a mapping of names to values"),
    ],
)
def test_a_mistake_in_an_act_names_its_place_and_reason(
    declared: Any, place: tuple[str | int, ...], reason: str
) -> None:
    data = declared
    if isinstance(declared, dict):
        data = {key: value for key, value in act(**declared).items() if value is not None}
    assert (place, reason) in faults(one({"go": data}))


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (file(), (), "stages is missing"),
        (one({}, start="here"), ("start",), "no such stage: here"),
        (one({}, version="zero"), ("version",), "must be a whole number: zero"),
        (one({}, effective="soon"), ("effective",), "not a day: soon"),
        (one({}, kind="principal"), ("kind",), "no such kind of procedure: principal"),
        (one({}, title=words("")), ("title",), "has no words in en"),
        (
            file(stages={"received": {"label": words("x"), "status": "received"}}),
            ("stages", "received"),
            "owner is missing: every stage that is not an end has one",
        ),
        (
            file(stages={"received": {"label": words("x"), "owner": "intake"}}),
            ("stages", "received"),
            "status is missing: the complainant is told where their case stands",
        ),
        (
            file(stages={"received": stage(), "closed": end(ball="me")}),
            ("stages", "closed", "ball"),
            "at an end nobody has the ball",
        ),
        (one({}, on=[{"ended": "remedy", "do": "go"}]), ("on", 0, "do"), "no such act open to system: go"),
        (
            one({}, migrate=[{"from": "1", "stages": {"old": "new"}}]),
            ("migrate", 0, "stages", "old"),
            "no such stage: new",
        ),
        ("complaint", (), "must be a mapping of names to values"),
        (
            one(
                {"extend": act(extends="it")},
                clocks={
                    "it": {"kind": "statutory", "label": words("x"), "limit": "1 days", "starts": {"at": "received"}}
                },
            ),
            ("stages", "received", "acts", "extend", "extends"),
            "the clock it is not extended by extend",
        ),
    ],
)
def test_a_mistake_in_a_procedure_names_its_place_and_reason(
    data: Any, place: tuple[str | int, ...], reason: str
) -> None:
    assert (place, reason) in faults(data)


def test_a_side_procedure_sets_only_its_own_facts() -> None:
    data = one({"go": act(sets={"danger": "yes"})}, procedure="remedy", kind="side")
    assert ((*HERE, "sets", "danger"), "danger belongs to case, not to remedy") in faults(data)


def test_an_act_under_four_eyes_may_not_ask_what_is_kept_apart_from_the_case() -> None:
    asks = {"sex": {"kind": "choice", "fact": "sex", "label": words("Sex")}}
    found = faults(one({"go": act(asks=asks, confirmed_by=["supervisor"])}))
    assert (*HERE, "asks", "sex") in [place for place, _ in found]
