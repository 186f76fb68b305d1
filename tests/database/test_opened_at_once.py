"""Whether the filing, the mailbox or an act opens a side proceeding: the main clocks that wait for it wait alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from cases import mailbox
from cases.filing.filing import Receipt
from cases.packs import jurisdiction
from cases.packs.jurisdiction import Pack
from cases.records import ClockRow
from tests.builders import House, kazakhstan
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    Done,
    case_of,
    damages,
    enter,
    journal_of,
    numbers_of,
    records,
)
from tests.harness.publishing import publish

RISK_PLAN = "    limit: 2 working days\n    when: track == harassment\n"
FOR_PRISONERS_TOO = "    limit: 2 working days\n    when: track == harassment or track == detention\n"
WAITS = "    pauses: {while: open.reprisal_check > 0, max: 20 working days}\n"


@cache
def waiting_pack() -> Pack:
    """The Kazakhstan pack, but the plan against risk waits while a reprisal check is open, and so does the officer."""
    files = dict(kazakhstan().files)
    complaint = files["procedures/complaint.yaml"]
    assert RISK_PLAN in complaint
    complaint = complaint.replace(RISK_PLAN, FOR_PRISONERS_TOO + WAITS).replace("\nversion: 1\n", "\nversion: 2\n")
    received = "    status: received\n    ball: me\n"
    variant = "    variants:\n      - {when: open.reprisal_check > 0, ball: supervisor}\n"
    files["procedures/complaint.yaml"] = complaint.replace(received, received + variant)
    return jurisdiction.load_pack(files)


@pytest.fixture
def house(house: House) -> House:
    publish(house, replace(waiting_pack(), calendar=house.pack.calendar))
    return house


def filed_from_custody(house: House) -> Receipt:
    return house.file(track="detention")


def told_in_the_mailbox(house: House) -> Receipt:
    receipt = house.file()
    answers = {"reprisal_feared": ["true"]}
    house.database.write(
        mailbox.add_answers, "harassment", answers, pack=house.pack, key="later", viewer=enter(house, receipt),
        at=house.clock(),
    )  # fmt: skip
    return receipt


def told_on_the_telephone(house: House) -> Receipt:
    receipt = house.file()
    house.act(receipt.reference, "record_contact", by=OFFICER, words="She is afraid.", reprisal_feared="true")
    return receipt


def risk_plan(house: House, receipt: Receipt) -> tuple[bool, datetime | None]:
    """Whether the clock runs, and when it is due, as workers and lists see it."""
    (row,) = records(house, ClockRow, case_id=case_of(house, receipt.reference).id, name="risk_plan")
    return row.running, row.due


def last_of(house: House, receipt: Receipt) -> Done:
    return journal_of(house, receipt.reference)[-1]


WAYS = [filed_from_custody, told_in_the_mailbox, told_on_the_telephone]


@pytest.mark.parametrize("tell", WAYS)
def test_what_opens_makes_the_main_clocks_wait_and_its_end_lets_them_go_on(
    house: House, tell: Callable[[House], Receipt]
) -> None:
    _, due = risk_plan(house, house.file())
    receipt = tell(house)
    (check,) = numbers_of(house, receipt.reference, "reprisal_check")
    assert risk_plan(house, receipt) == (False, None)
    assert case_of(house, receipt.reference).ball == "supervisor"
    house.clock.move(days=7)
    assert due is not None
    assert house.clock() > due
    house.act(receipt.reference, "end_unreached", by=OFFICER, number=check, reason="Every way was tried.")
    house.act(receipt.reference, "confirm:end_unreached", by=CHIEF, number=check)
    running, moved = risk_plan(house, receipt)
    assert running
    assert moved is not None
    assert (moved - due).days == 7, "the week of waiting is not counted"
    assert last_of(house, receipt).body["clocks_of_main"]["resumed"] == ["risk_plan"]
    assert case_of(house, receipt.reference).ball == "me"
    assert damages(house) == []


def test_what_was_paused_from_the_mailbox_is_said_in_the_journal(house: House) -> None:
    receipt = told_in_the_mailbox(house)
    (entry,) = [one for one in journal_of(house, receipt.reference) if one.act == "complainant.filing"]
    assert entry.body["clocks"] == {"paused": ["risk_plan"]}
