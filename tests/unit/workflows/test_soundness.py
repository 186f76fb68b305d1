"""Procedures that could get stuck, wait for each other, or promise what never happens are refused."""

from typing import Any

import pytest

from tests.unit.workflows.builders import COMPLAINT, FACTS, REMEDY, REQUEST, act, end, file, read, stage
from workflows.faults import Fault
from workflows.procedure import Procedure
from workflows.soundness import check_procedures


def check(*procedures: Procedure) -> list[Fault]:
    return check_procedures({procedure.name: procedure for procedure in procedures}, FACTS)


def main(received: dict[str, Any], **more: Any) -> Procedure:
    stages = {"received": stage(received), **more.pop("stages", {}), "closed": end(more.pop("reopen", {}))}
    return read(file(stages=stages, **more))


def side(name: str, received: dict[str, Any], **more: Any) -> Procedure:
    data = file(procedure=name, kind="side", stages={"received": stage(received), "closed": end()}, **more)
    return read(data)


FINISH = {"finish": act(to="closed")}


def test_the_house_example_is_sound() -> None:
    assert check(COMPLAINT, REMEDY, REQUEST) == []


def test_a_stage_that_nothing_leads_to_is_named() -> None:
    assert check(main(FINISH, stages={"island": stage(FINISH)})) == [
        Fault(("complaint", "stages", "island"), "this stage is never reached")
    ]


def test_a_stage_with_no_way_to_an_end_is_named() -> None:
    faults = check(main({**FINISH, "sink": act(to="sink")}, stages={"sink": stage({"look": act()})}))
    assert [(fault.place, fault.reason) for fault in faults] == [
        (("complaint", "stages", "sink"), "no end can be reached from here")
    ]


def test_a_way_that_closes_for_some_frozen_facts_is_shown_by_an_example() -> None:
    (fault,) = check(main({"finish": act(to="closed", when="danger != yes")}))
    assert (fault.place, fault.example) == (("complaint", "stages", "received"), "danger=yes")


def test_a_fact_that_an_act_can_set_does_not_close_the_way() -> None:
    classify = act(asks={"danger": {"kind": "choice", "fact": "danger", "label": {"en": "Danger"}}})
    assert check(main({"finish": act(to="closed", when="danger != yes"), "classify": classify})) == []


def test_a_constant_that_an_act_sets_is_followed() -> None:
    acts = {"doom": act(to="doomed", sets={"danger": "yes"}), **FINISH}
    faults = check(main(acts, stages={"doomed": stage({"finish": act(to="closed", when="danger == no")})}))
    assert ("complaint", "stages", "doomed") in [fault.place for fault in faults]


def test_an_act_whose_guard_is_never_true_where_it_stands_is_named() -> None:
    acts = {"start": act(to="later", sets={"minor": "true"})}
    later = stage({**FINISH, "never": act(when="minor == false")})
    assert check(main(acts, stages={"later": later})) == [
        Fault(("complaint", "stages", "later", "acts", "never"), "this act is never possible here")
    ]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("danger == yes and danger == no", "never true, whatever the facts are"),
        ("known danger or not known danger", "always true: leave it out"),
    ],
)
def test_a_dead_guard_is_named(when: str, reason: str) -> None:
    faults = check(main({**FINISH, "look": act(when=when)}))
    assert [(fault.place[-1], fault.reason) for fault in faults] == [("when", reason)]


def test_an_end_that_leaves_a_side_proceeding_open_is_refused() -> None:
    recommend = {"recommend": act(opens=["remedy"])}
    (fault,) = check(main({**FINISH, **recommend}), REMEDY)
    assert fault.place == ("complaint", "stages", "received", "acts", "finish")
    assert fault.example == "open.remedy=1"


@pytest.mark.parametrize("finish", [{"when": "open.remedy == 0"}, {"cancels": ["remedy"]}])
def test_a_guard_or_a_cancellation_makes_that_end_sound(finish: dict[str, Any]) -> None:
    acts = {"finish": act(to="closed", **finish), "recommend": act(opens=["remedy"])}
    assert check(main(acts), REMEDY) == []


def test_a_side_procedure_that_outlives_the_main_one_may_stay_open() -> None:
    lasting = side("remedy", FINISH, outlives="true")
    assert check(main({**FINISH, "recommend": act(opens=["remedy"])}), lasting) == []


def test_waiting_for_more_open_than_can_ever_be_is_not_sound() -> None:
    acts = {"finish": act(to="closed", when="open.remedy >= 1", cancels=["remedy"])}
    faults = check(main(acts), REMEDY)
    assert "no end can be reached from here" in [fault.reason for fault in faults]


def test_a_side_procedure_may_not_wait_for_one_of_its_own_rank_or_higher() -> None:
    waiting = {"finish": act(to="closed", when="open.remedy == 0")}
    (fault,) = check(main(FINISH), side("request", waiting, rank="1"), REMEDY)
    assert fault.reason == "counts remedy, whose rank 1 is not below its own rank 1"
    assert check(main(FINISH), side("request", waiting, rank="2"), REMEDY) == []


def test_only_side_procedures_are_opened_cancelled_and_counted() -> None:
    other = read(file(procedure="remedy", stages={"received": stage(FINISH), "closed": end()}))
    acts = {"finish": act(to="closed", when="open.remedy == 0", cancels=["remedy"]), "open": act(opens=["remedy"])}
    places = [fault.place[-1] for fault in check(main(acts), other)]
    assert places == ["cancels", 0, "when"]


def test_a_reaction_to_an_end_that_the_side_procedure_does_not_have_is_named() -> None:
    reaction = {"ended": "remedy", "as": "acceptd", "do": "remind"}
    procedure = main(FINISH, anywhere={"remind": act(by=["system"])}, on=[reaction])
    (fault,) = check(procedure, REMEDY)
    assert fault.reason == "no such end of remedy: acceptd; did you mean accepted?"


def test_too_many_combinations_fail_closed() -> None:
    guards = [f"people == {number}" for number in range(2, 150)]
    guards += [f"issues has {code}" for code in ("torture", "medicine", "food", "death")]
    guards += ["danger == yes", "danger == no", "track == other", "track == business", "minor", "known facility"]
    acts = {f"look_{number}": act(when=guard) for number, guard in enumerate(guards)}
    (fault,) = check(main({**FINISH, **acts}))
    assert fault.reason == "the rules distinguish too many combinations; split them"
