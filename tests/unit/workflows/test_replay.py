"""Past acts done again by a changed procedure: each kind of difference, and what follows from none."""

from datetime import timedelta

import pytest

from tests.unit.workflows.builders import CALENDAR, COMPLAINT, COMPLAINT_FILE, act, at, read, stage
from workflows.procedure import Procedure
from workflows.replay import Kind, PastAct, Versions, begin_twin, compare_clocks, follow

START = at("2026-03-16 06:00")
FACTS = {"danger": "no"}
REGISTER = PastAct(
    name="register",
    at=START,
    from_stage="received",
    to_stage="inquiry",
    clocks={"started": ["review", "checks", "inquiring"]},
)
PROPOSE = PastAct(
    name="decide",
    at=START + timedelta(days=14),
    from_stage="inquiry",
    to_stage="inquiry",
    answers={"found": "violation"},
    waits=True,
)
DECIDE = PastAct(
    name="decide",
    at=START + timedelta(days=14),
    from_stage="inquiry",
    to_stage="decided",
    answers={"found": "violation"},
    clocks={"stopped": ["review", "inquiring"]},
)
LIFE = (REGISTER, PROPOSE, DECIDE)


def changed(*, acts: dict[str, object] | None = None, **review: object) -> Procedure:
    """The complaint with other acts at the inquiry, or another review clock."""
    clocks = {**COMPLAINT_FILE["clocks"], "review": {**COMPLAINT_FILE["clocks"]["review"], **review}}
    inquiry = COMPLAINT_FILE["stages"]["inquiry"]
    stages = {**COMPLAINT_FILE["stages"], "inquiry": {**inquiry, "acts": {**inquiry["acts"], **(acts or {})}}}
    return read({**COMPLAINT_FILE, "clocks": clocks, "stages": stages})


def differences(procedure: Procedure, life: tuple[PastAct, ...] = LIFE) -> list[tuple[Kind, str, str, str]]:
    twin = begin_twin(Versions(COMPLAINT, procedure), facts=FACTS, calendar=CALENDAR, at=START)
    for each in life:
        follow(twin, each, facts=FACTS, counts={}, calendar=CALENDAR)
    ends = compare_clocks(twin, calendar=CALENDAR, at=START + timedelta(days=60))
    return [(each.kind, each.what, each.was, each.now) for each in (*twin.differences, *ends)]


DECIDING = COMPLAINT_FILE["stages"]["inquiry"]["acts"]["decide"]


def test_the_same_procedure_differs_in_nothing() -> None:
    assert differences(changed()) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({**DECIDING, "when": "danger == yes"}, (Kind.REFUSED, "decide", "decided", "guard danger == yes")),
        ({**DECIDING, "to": "waiting"}, (Kind.STAGE, "decide", "decided", "waiting")),
        (
            {name: said for name, said in DECIDING.items() if name != "confirmed_by"},
            (Kind.FOUR_EYES, "decide", "two", "one"),
        ),
        (
            {
                **DECIDING,
                "asks": {
                    **DECIDING["asks"],
                    "track": {"kind": "choice", "fact": "track", "required": "true", "label": {"en": "Track"}},
                },
            },
            (Kind.ANSWERS, "decide", "", "track"),
        ),
    ],
)
def test_an_act_that_would_have_gone_otherwise_is_told(other: dict[str, object], expected: tuple[object, ...]) -> None:
    assert expected in differences(changed(acts={"decide": other}))


def test_an_act_that_is_gone_is_refused_and_the_rest_goes_on_from_where_it_went() -> None:
    inquiry = COMPLAINT_FILE["stages"]["inquiry"]
    without = {name: said for name, said in inquiry["acts"].items() if name != "request"}
    procedure = read(
        {**COMPLAINT_FILE, "stages": {**COMPLAINT_FILE["stages"], "inquiry": {**inquiry, "acts": without}}}
    )
    request = PastAct(name="request", at=START, from_stage="inquiry", to_stage="inquiry")
    assert differences(procedure, (REGISTER, request, PROPOSE, DECIDE)) == [
        (Kind.REFUSED, "request", "inquiry", "unknown_act")
    ]


def test_a_shorter_limit_is_a_breach_where_it_was_kept_and_a_deadline_where_it_was_not() -> None:
    late = PastAct(
        name="decide",
        at=START + timedelta(days=40),
        from_stage="inquiry",
        to_stage="decided",
        answers={"found": "none"},
        clocks={"stopped": ["review", "inquiring"]},
    )
    shorter = changed(limit="6 working days")
    assert [each[:2] for each in differences(shorter)] == [(Kind.BREACH, "review")]
    assert [each[:2] for each in differences(shorter, (REGISTER, late))] == [(Kind.DEADLINE, "review")]


def test_a_stage_that_is_gone_ends_the_comparison() -> None:
    stages = {name: said for name, said in COMPLAINT_FILE["stages"].items() if name != "waiting"}
    stages["inquiry"] = stage({"decide": DECIDING, "extend_review": act(extends="review")})
    clocks = {name: said for name, said in COMPLAINT_FILE["clocks"].items() if name != "inquiring"}
    procedure = read({**COMPLAINT_FILE, "stages": stages, "clocks": clocks})
    ask = PastAct(name="ask", at=START, from_stage="inquiry", to_stage="waiting")
    answer = PastAct(name="answer", at=START, from_stage="waiting", to_stage="inquiry")
    assert [each[0] for each in differences(procedure, (REGISTER, ask, answer))] == [Kind.REFUSED, Kind.LOST]
