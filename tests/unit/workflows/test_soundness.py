"""Procedures that could get stuck, wait for each other, or promise what never happens are refused."""

from typing import Any

import pytest

from tests.unit.workflows.builders import COMPLAINT, FACTS, REMEDY, REQUEST, act, end, file, read, words
from tests.unit.workflows.builders import stage as plain_stage
from workflows.faults import Fault
from workflows.procedure import Procedure
from workflows.soundness import check_procedures


def stage(acts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return plain_stage(acts, **{"no_clock": words("Rests"), **more})


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
        Fault(("complaint", "stages", "island"), "this stage is never reached", "no act leads here")
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
        Fault(
            ("complaint", "stages", "later", "acts", "never"),
            "this act is never possible here",
            "minor == false; here always minor=true",
        )
    ]


def test_an_act_is_named_whose_way_needs_open_what_its_guard_rules_out() -> None:
    acts = {
        "finish": act(to="closed", when="open.remedy == 0"),
        "recommend": act(opens=["remedy"], when="minor == true"),
        "go_on": act(to="later", when="open.remedy > 0"),
    }
    later = stage({"finish": act(to="closed", cancels=["remedy"]), "never": act(when="minor == false")})
    faults = check(main(acts, stages={"later": later}), REMEDY)
    assert [fault.place for fault in faults] == [("complaint", "stages", "later", "acts", "never")]


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
    assert places == [0, "cancels", "when"]


def test_a_reaction_to_an_end_that_the_side_procedure_does_not_have_is_named() -> None:
    reaction = {"ended": "remedy", "as": "acceptd", "do": "remind"}
    procedure = main(FINISH, anywhere={"remind": act(by=["system"])}, on=[reaction])
    (fault,) = check(procedure, REMEDY)
    assert fault.reason == "no such end of remedy: acceptd; did you mean accepted?"


def test_too_many_combinations_fail_closed() -> None:
    guards = [f"people == {number}" for number in range(2, 990, 2)]
    guards += [f"issues has {code}" for code in ("torture", "medicine", "food", "death")]
    guards += ["danger == yes", "danger == no", "track == other", "track == business", "minor", "known facility"]
    guards += ["known to_unit", "danger == unsure", "track == detention", "minor == false"]
    acts = {f"look_{number}": act(to="closed", when=guard) for number, guard in enumerate(guards)}
    (fault,) = check(main({**FINISH, **acts}))
    assert fault.reason.startswith("the guards distinguish too many cases")
    assert "people (495)" in fault.reason


def test_a_main_guard_asks_none_or_some_and_not_how_many() -> None:
    acts = {"finish": act(to="closed", cancels=["remedy"], when="open.remedy < 2"), "open": act(opens=["remedy"])}
    (fault,) = check(main(acts), REMEDY)
    assert (fault.reason, fault.example) == (
        "a main procedure asks only whether any is open: open.remedy < 2",
        "open.remedy == 0, open.remedy > 0",
    )


OPENS_REMEDY = [{"procedure": "remedy", "when": "minor"}]


def test_what_opens_by_itself_may_be_open_at_any_end() -> None:
    (fault,) = check(main(FINISH, opens=OPENS_REMEDY), REMEDY)
    assert (fault.place[-1], fault.example) == ("finish", "open.remedy=1")
    assert check(main({"finish": act(to="closed", when="open.remedy == 0")}, opens=OPENS_REMEDY), REMEDY) == []


def test_an_end_that_makes_the_condition_of_an_opening_true_leaves_it_open() -> None:
    acts = {"finish": act(to="closed", when="open.remedy == 0", sets={"minor": "true"})}
    (fault,) = check(main(acts, opens=OPENS_REMEDY), REMEDY)
    assert fault.place[-1] == "finish"


def test_what_a_side_proceeding_opens_must_close_as_well() -> None:
    acts = {"finish": act(to="closed", when="open.remedy == 0"), "recommend": act(opens=["remedy"])}
    asking = side("remedy", {"ask": act(opens=["request"]), **FINISH}, rank="1")
    (fault,) = check(main(acts), asking, REQUEST)
    assert fault.example == "open.request=1"


def test_what_a_side_proceeding_opens_is_open_only_where_that_one_is() -> None:
    """Before the remedy can be there, nothing that it opens stands in the way of an end."""
    acts = {"start": act(to="later"), "drop": act(to="closed")}
    later = stage({"recommend": act(opens=["remedy"]), "close": act(to="closed", cancels=["remedy", "request"])})
    asking = side("remedy", {"ask": act(opens=["request"]), **FINISH}, rank="1")
    assert check(main(acts, stages={"later": later}), asking, REQUEST) == []


def test_an_end_may_not_hang_on_opening_one_of_the_same_rank() -> None:
    relay = {"go": act(to="closed", opens=["request"])}
    faults = check(main(FINISH), side("remedy", relay, rank="1"), side("request", FINISH, rank="1"))
    assert [fault.reason for fault in faults] == ["no end can be reached from here"]
    assert check(main(FINISH), side("remedy", relay, rank="2"), side("request", FINISH, rank="1")) == []


def test_clocks_of_a_side_proceeding_do_not_wait_for_others() -> None:
    """Who opens or ends one tells the main proceeding, and nobody else."""
    waits = {"while": "open.request > 0", "max": "5 days"}
    clock = {
        "kind": "internal",
        "label": words("Due"),
        "limit": "9 days",
        "starts": {"at": ["received"]},
        "pauses": waits,
    }
    remedy = side("remedy", FINISH, rank="2", clocks={"answer": clock})
    place = ("remedy", "clocks", "answer", "pauses", "while")
    assert place in [fault.place for fault in check(COMPLAINT, remedy, REQUEST)]


def test_an_act_that_waits_for_what_is_never_open_is_named() -> None:
    (fault,) = check(main({**FINISH, "look": act(when="open.remedy > 0")}), REMEDY)
    assert (fault.place[-1], fault.example) == ("look", "open.remedy > 0; here always open.remedy=0")


def test_an_act_that_waits_for_a_letter_that_nobody_tells_is_named() -> None:
    (fault,) = check(main({**FINISH, "look": act(told_first=["decision"])}))
    assert fault.reason == "no act tells the complainant this letter: decision"


def test_a_letter_is_told_before_the_act_that_waits_for_it() -> None:
    tell = {"tell": act(tells={"complainant": "decision"})}
    close = {"finish": act(to="closed", told_first=["decision"])}
    assert check(main({**tell, **close})) == []
    faults = check(main(close, reopen=tell))
    assert [fault.place[-1] for fault in faults] == ["finish", "closed", "received"]


def test_a_derived_fact_may_change_by_itself_and_closes_no_way() -> None:
    acts = {"go": act(to="later", when="alike < 3"), "drop": act(to="closed", when="alike >= 3")}
    later = stage({"many": act(when="alike >= 3"), **FINISH})
    assert check(main(acts, stages={"later": later})) == []
    (fault,) = check(main({"finish": act(to="closed", when="alike < 3")}))
    assert fault.example == "alike=3"


def test_facts_of_the_case_may_change_under_a_side_proceeding() -> None:
    ways = {"go": act(to="later", when="minor == true")}
    data = file(
        procedure="remedy",
        kind="side",
        stages={
            "received": stage({**ways, **FINISH}),
            "later": stage({"finish": act(to="closed", when="minor == true")}),
            "closed": end(),
        },
    )
    (fault,) = check(main(FINISH), read(data))
    assert (fault.place[-1], fault.example) == ("later", "minor=false")


def test_an_optional_answer_leaves_the_fact_as_it_was_and_a_required_one_makes_it_known() -> None:
    danger = {"kind": "choice", "fact": "danger", "label": {"en": "Danger"}}
    ways = {"go": act(to="later", asks={"danger": danger})}
    later = {"later": stage({"finish": act(to="closed", when="known danger")})}
    (fault,) = check(main(ways, stages=later))
    assert (fault.place[-1], fault.example) == ("later", "danger=unknown")
    ways = {"go": act(to="later", asks={"danger": {**danger, "required": "true"}})}
    assert check(main(ways, stages=later)) == []


def test_a_side_proceeding_of_a_unit_is_opened_with_that_unit() -> None:
    chosen = side("remedy", FINISH, unit="fact chosen")
    finish = {"finish": act(to="closed", cancels=["remedy"])}
    (fault,) = check(main({**finish, "open": act(opens=["remedy"])}), chosen)
    assert fault.reason == "remedy belongs to the unit that chosen names: say which"
    opens = [{"procedure": "remedy", "with": {"chosen": "fact to_unit"}}]
    assert check(main({**finish, "open": act(opens=opens)}), chosen) == []


@pytest.mark.parametrize("effect", [{"moves": "fact to_unit"}, {"widens": "fact to_unit"}, {"of_unit": "fact to_unit"}])
def test_an_act_for_a_unit_that_may_be_unknown_is_no_way_to_an_end(effect: dict[str, Any]) -> None:
    (fault,) = check(main({"finish": act(to="closed", **effect)}))
    assert fault.example == "to_unit=unknown"


@pytest.mark.parametrize("when", ["open.remedy > 0 and open.remedy == 0", "open.remedy == 0 or open.remedy > 0"])
def test_what_a_clock_waits_for_can_come_and_go(when: str) -> None:
    clock = {
        "kind": "internal",
        "label": {"en": "It"},
        "limit": "3 days",
        "starts": {"at": "received"},
        "pauses": {"while": when, "max": "3 days"},
    }
    (fault,) = [one for one in check(main(FINISH, clocks={"it": clock}), REMEDY) if one.place[-1] == "while"]
    assert fault.place == ("complaint", "clocks", "it", "pauses", "while")


def clock(**more: Any) -> dict[str, Any]:
    return {"kind": "internal", "label": words("It"), "limit": "3 days", "starts": {"at": "received"}, **more}


def held(clocks: dict[str, Any], **more: Any) -> list[Fault]:
    """What is said of one stage with these clocks."""
    return check(read(file(clocks=clocks, stages={"received": plain_stage(FINISH, **more), "closed": end()})))


def test_a_stage_where_nobody_is_held_to_a_time_has_a_clock_or_says_why_not() -> None:
    (fault,) = held({})
    assert (fault.place[-1], fault.reason, fault.example) == (
        "received",
        "no clock runs here: give it one, or say why not under no_clock",
        "anything",
    )
    assert held({"it": clock()}) == []
    assert held({}, no_clock=words("Rests")) == []


def test_clocks_with_conditions_hold_a_stage_only_together() -> None:
    adult = {"it": clock(when="minor == false")}
    (fault,) = held(adult)
    assert fault.example == "minor=true"
    assert held({**adult, "other": clock(when="minor != false")}) == []


def test_an_excuse_where_a_clock_runs_is_no_excuse() -> None:
    (fault,) = held({"it": clock()}, no_clock=words("Rests"))
    assert (fault.place[-1], fault.reason, fault.example) == ("no_clock", "a clock runs here after all", "it")


def test_a_clock_that_was_left_behind_holds_nobody() -> None:
    stages = {"received": plain_stage({"go": act(to="later")}), "later": plain_stage(FINISH), "closed": end()}
    (fault,) = check(read(file(clocks={"it": clock()}, stages=stages)))
    assert fault.place[-1] == "later"
    running_on = clock(starts={"at": ["received", "later"]})
    assert check(read(file(clocks={"it": running_on}, stages=stages))) == []
