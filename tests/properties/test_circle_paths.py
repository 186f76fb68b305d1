"""Whatever is done to circles, in any order: no wrap leads where it must not, and every reader reads on."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cases.circle import walls
from cases.circle.inside import FEWEST, Handling
from cases.errors import ActRefused, CaseNotFound, InvalidAnswers, NotAllowed, ProceedingNotFound
from cases.filing.filing import Receipt
from cases.records import Exclusion, FileKey, Mailbox
from cases.vault.codes import derive, parse_code
from cases.vault.links import LinkSecrets, derive_link
from tests.builders import House
from tests.harness.bodies import give_link
from tests.harness.circles import Reach, Rows, copy_rows, reach, search, signed_in
from tests.harness.handling import CHIEF, OFFICER, TO_INQUIRY, case_of, damages, numbers_of, open_file, records, walk

PEOPLE = (
    OFFICER, CHIEF, "colleague.39", "caseworker.75", "representative.75", "supervisor.ho", "caseworker.ho", "integrity.in",
    "integrity2.in",
)  # fmt: skip
DECIDERS = (CHIEF, "representative.75", "supervisor.ho", "integrity.in")
REFUSED = (ActRefused, CaseNotFound, InvalidAnswers, NotAllowed, ProceedingNotFound)
MOST = 2
"""Cases of one example."""
one_of_us, a_decider = st.sampled_from(PEOPLE), st.sampled_from(DECIDERS)
some_of_us = st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=2)
a_case, handlings = st.integers(0, MOST - 1), st.sampled_from(("same", "stand_in"))


class Circles(RuleBasedStateMachine):
    """Cases of one house under walls, transfers, joinings; copies of the rows are kept as a thief would keep them."""

    house: House
    keys = 0

    def __init__(self) -> None:
        super().__init__()
        self.receipts: list[Receipt] = []
        self.links: list[LinkSecrets] = []
        self.stolen: list[tuple[Rows, dict[int, frozenset[int]]]] = []
        for _ in range(MOST):
            receipt = self.house.file()
            walk(self.house, receipt.reference, TO_INQUIRY)
            self.receipts.append(receipt)

    def key(self) -> str:
        Circles.keys += 1
        return f"form {Circles.keys}"

    def rows(self) -> Rows:
        """The rows of this example's cases alone."""
        every, mine = copy_rows(self.house), {case_of(self.house, one.reference).id for one in self.receipts}
        return replace(
            every,
            wraps=tuple(one for one in every.wraps if one.case_id in mine),
            boxes=tuple(one for one in every.boxes if every.case_of[one.complaint_id] in mine),
            shares=tuple(one for one in every.shares if one.case_id in mine),
            links=tuple(one for one in every.links if one.case_id in mine),
        )

    def reference(self, place: int) -> str:
        return self.receipts[place].reference

    @rule(place=a_case, by=a_decider, out=some_of_us, handling=handlings)
    def raise_wall(self, place: int, by: str, out: set[str], handling: Handling) -> None:
        before, standing = self.rows(), self.excluded()
        with suppress(*REFUSED):
            walls.raise_wall(
                self.house.database, self.reference(place), [self.house.officer(one).id for one in sorted(out)], "Kin.",
                handling=handling, version=None, key=self.key(), pack=self.house.pack, viewer=self.house.officer(by),
                at=self.house.clock(),
            )  # fmt: skip
            case = case_of(self.house, self.reference(place)).id
            self.stolen.append(
                (before, {case: self.excluded().get(case, frozenset()) - standing.get(case, frozenset())})
            )

    @rule(place=a_case, by=a_decider, back=some_of_us)
    def lift_wall(self, place: int, by: str, back: set[str]) -> None:
        with suppress(*REFUSED):
            walls.lift_wall(
                self.house.database, self.reference(place), [self.house.officer(one).id for one in sorted(back)],
                "Nothing in it.", version=None, key=self.key(), pack=self.house.pack, viewer=self.house.officer(by),
                at=self.house.clock(),
            )  # fmt: skip
            self.stolen.clear()

    @rule(place=a_case, by=one_of_us)
    def offer_transfer(self, place: int, by: str) -> None:
        with suppress(*REFUSED):
            self.house.act(self.reference(place), "offer_transfer", by=by, to_unit="KZ-75", reason="There.")

    @rule(place=a_case)
    def accept_transfer(self, place: int) -> None:
        for number in numbers_of(self.house, self.reference(place), "transfer"):
            with suppress(*REFUSED):
                self.house.act(self.reference(place), "accept", by="representative.75", number=number)

    @rule(place=a_case, lead=a_case, by=one_of_us, second=a_decider)
    def join(self, place: int, lead: int, by: str, second: str) -> None:
        with suppress(*REFUSED):
            self.house.act(self.reference(place), "join", by=by, other=self.reference(lead))
            self.house.act(self.reference(place), "confirm:join", by=second)

    @rule(place=a_case, by=a_decider)
    def unjoin(self, place: int, by: str) -> None:
        with suppress(*REFUSED):
            self.house.act(self.reference(place), "unjoin", by=by, reason="Another matter.")

    def excluded(self) -> dict[int, frozenset[int]]:
        found: dict[int, frozenset[int]] = {}
        for row in records(self.house, Exclusion):
            found[row.case_id] = found.get(row.case_id, frozenset()) | {row.officer_id}
        return found

    @invariant()
    def paths_lead_where_they_may(self) -> None:
        house, rows, out = self.house, self.rows(), self.excluded()
        cases = {receipt.reference: case_of(house, receipt.reference) for receipt in self.receipts}
        epochs = {(one.case_id, one.epoch) for one in records(house, FileKey)}
        inside: dict[int, list[str]] = {}
        for username in PEOPLE:
            found, officer = reach(house, username, rows), house.officer(username)
            named = {
                wrap.case_id
                for wrap in rows.wraps
                if (wrap.holder_kind, wrap.holder) in {("unit", officer.unit), ("officer", str(officer.id))}
            }
            assert found.cases == named
            assert not any(officer.id in out.get(case, ()) for case in found.cases)
            # Who reads a case reads all of it: no epoch is left out.
            assert found.files == {place for place in epochs if place[0] in named}
            assert found.boxes == boxes_behind(found, rows)
            assert not any(officer.id in out.get(rows.case_of[box], ()) for box in found.boxes)
            # What went through a link is the body's to read again, and nobody's to answer by.
            assert not found.links
            for number in found.cases:
                inside.setdefault(number, []).append(username)
        for receipt in self.receipts:
            case = cases[receipt.reference]
            assert len(inside[case.id]) >= FEWEST
            assert {box.file_epoch for box in records(house, Mailbox, complaint_id=receipt.complaint_id)} == {
                case.epoch
            }
            assert open_file(house, receipt.reference, inside[case.id][0]).filed[0].answers["story"]

    @invariant()
    def a_code_opens_its_own_mailbox_and_nothing_else(self) -> None:
        rows = self.rows()
        for receipt in self.receipts:
            keys = derive(parse_code(receipt.code or ""), self.house.secrets.pepper)
            found = search(self.house, [keys.key], rows)
            assert not found.files
            assert found.boxes == {receipt.complaint_id}

    @rule(place=a_case, by=one_of_us)
    def ask_a_body(self, place: int, by: str) -> None:
        with suppress(*REFUSED):
            self.house.act(self.reference(place), "request_information", by=by, asked_body="B-MOE", question="Who?")
        for number in numbers_of(self.house, self.reference(place), "information_request")[-1:]:
            with suppress(*REFUSED):
                self.links.append(give_link(self.house, self.reference(place), number, text="Who was there?", by=by))

    @invariant()
    def a_bodys_token_and_pin_open_its_own_link_and_nothing_else(self) -> None:
        rows = self.rows()
        for secrets in self.links:
            keys = derive_link(secrets, self.house.secrets.pepper)
            mine = {one.id for one in rows.links if one.lookup == keys.lookup and one.wrap is not None}
            found = search(self.house, [keys.key], rows)
            assert not found.files | found.boxes
            assert found.links == mine
            assert len(mine) <= 1

    @invariant()
    def copies_from_before_a_wall_open_nothing_of_the_case(self) -> None:
        for rows, shut in self.stolen:
            for username in PEOPLE:
                mine = {case for case, people in shut.items() if self.house.officer(username).id in people}
                assert not mine or not mine & reach(self.house, username, rows).cases


def boxes_behind(found: Reach, rows: Rows) -> set[int]:
    """Mailboxes of the cases that are read, and those that these read along."""
    shared = {one.complaint_id for one in rows.shares if one.case_id in found.cases}
    return {complaint for complaint, case in rows.case_of.items() if case in found.cases} | shared


def test_no_order_of_walls_transfers_and_joinings_opens_what_it_must_not(house: House) -> None:
    house.employ("colleague.39", "KZ-39", "caseworker")
    house.pack = replace(
        house.pack, procedures={name: replace(one, watch=()) for name, one in house.pack.procedures.items()}
    )
    for username in PEOPLE:
        signed_in(house, username)
    machine = type("CirclesOfThisHouse", (Circles,), {"house": house})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=3, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert damages(house) == []
