"""Whom the system lets in waits for somebody of the circle: it holds no keys."""

import pytest
from sqlalchemy.orm import Session

from cases.circle import pending, walls, widening
from cases.errors import ActRefused, CaseNotFound
from cases.records import Case, DeskRow, Exclusion, PendingWrap
from cases.verifying.damages import Fault
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.circles import reach, signed_in
from tests.harness.handling import CHIEF, OFFICER, case_of, damages, journal_of, open_file, records
from workflows.engine import Decision, State

THERE = "caseworker.75"


def ask(house: House, reference: str, unit: str = "KZ-75") -> None:
    """As an alarm of the system does that passes a case on."""

    def let_in(session: Session, *, viewer: Viewer) -> None:
        case = session.get_one(Case, case_of_id)
        decision = wanting(unit)
        widening.check_keys(session, case, decision, viewer=viewer)
        assert widening.widen(session, case, decision, viewer=viewer, at=house.clock()) == []

    case_of_id = case_of(house, reference).id
    house.database.write(let_in, viewer=System())


def wanting(unit: str) -> Decision:
    """A decision that says nothing but whom it lets in."""
    return Decision(act="pass_on", state=State(stage="x"), from_stage="x", to_stage="x", widens=unit)


def test_the_next_member_who_opens_the_case_lets_the_unit_in(house: House) -> None:
    reference = house.file().reference
    signed_in(house, THERE)
    ask(house, reference)
    ask(house, reference)
    assert [one.unit for one in records(house, PendingWrap)] == ["KZ-75"]
    assert not reach(house, THERE).cases
    with pytest.raises(CaseNotFound):
        open_file(house, reference, THERE)
    open_file(house, reference)
    assert records(house, PendingWrap) == []
    assert journal_of(house, reference)[-1].body == {"joins": ["KZ-75"]}
    assert {row.unit for row in records(house, DeskRow)} == {"KZ-39", "KZ-HO", "KZ-75"}
    assert open_file(house, reference, THERE).filed[0].answers["story"]
    assert damages(house) == []


def test_a_unit_that_a_wall_shuts_out_meanwhile_is_not_let_in_and_asked_again_refused(house: House) -> None:
    reference = house.file().reference
    for username in (OFFICER, CHIEF, THERE, "supervisor.ho", "caseworker.ho"):
        signed_in(house, username)
    ask(house, reference)

    def shut_out(session: Session, *, viewer: Viewer) -> None:
        session.add(Exclusion(case_id=case_of_id, officer_id=house.officer(THERE).id, since=house.clock()))

    case_of_id = case_of(house, reference).id
    house.database.write(shut_out, viewer=System())
    open_file(house, reference, CHIEF)
    assert records(house, PendingWrap) == []
    assert not reach(house, THERE).cases
    with pytest.raises(ActRefused) as caught:
        ask(house, reference)
    assert caught.value.refusal.reason == "walled"
    assert pending.ACT not in [one.act for one in journal_of(house, reference)]
    assert walls.RAISE not in [one.act for one in journal_of(house, reference)]


def test_a_unit_that_nobody_asked_for_is_named(house: House) -> None:
    """Or whoever writes rows would let their own unit in by the next reader's keys."""
    receipt = house.file()
    ask(house, receipt.reference)  # with no entry beside it, as somebody with the database would
    (found,) = damages(house)
    assert (found.chain, found.case_id, found.what) == ("circle", case_of(house, receipt.reference).id, Fault.FORGED)
