"""The numbers that reports add up: moved by every act in its own transaction, and always what the journal says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cases.database import Database
from cases.mailbox import add_answers
from cases.records import Entry, Measure
from cases.settings import Settings
from cases.verifying.damages import Damage, Fault
from cases.verifying.whole import verify_institution
from cases.viewer import System, Viewer
from tests.builders import House, found_house
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    SERVED,
    TO_ADMISSIBILITY,
    TO_DECISION,
    TO_INQUIRY,
    TO_THE_END,
    URGENT,
    Act,
    case_of,
    confirmed_withdrawal,
    damages,
    enter,
    records,
    walk,
)

TODAY = date(2026, 11, 23)
ALMATY = ZoneInfo("Asia/Almaty")
DUE = date(2026, 12, 14)
REASON: dict[str, Any] = {"reason": "New evidence."}
REDIRECT = (Act("redirect", answers={"to_body": "B-MOH", "reason": "Theirs."}), Act("confirm:redirect", CHIEF))
NO_ACTION = (
    Act("assess", answers={"words": "Nothing to check."}),
    Act("take_no_action", answers={"reason": "Nothing to check."}),
    Act("confirm:take_no_action", CHIEF),
)
EXTEND = (Act("extend_review", answers={"reason": "An expert is needed."}), Act("confirm:extend_review", CHIEF))
REJECT = (Act("reject", answers={"ground": "not_ours", "reason": "Not ours."}), Act("confirm:reject", CHIEF))


def spells(house: House, reference: str) -> list[Measure]:
    found = records(house, Measure, case_id=case_of(house, reference).id)
    return sorted(found, key=lambda measure: measure.spell)


def spell(house: House, reference: str) -> Measure:
    (only,) = spells(house, reference)
    return only


def test_a_new_case_is_open_and_nothing_else(house: House) -> None:
    new = spell(house, house.file().reference)
    assert (new.day, new.open, new.unit, new.track, new.channel, new.urgency) == (
        TODAY, True, "KZ-39", "harassment", "web", 3,
    )  # fmt: skip
    assert (new.registered, new.acknowledged, new.first_minutes, new.due, new.decided, new.closed) == (None,) * 6
    assert (new.remedies, new.verified, new.extended, new.walled) == (0, 0, False, False)


def test_registration_acknowledges_and_starts_the_review(house: House) -> None:
    reference = house.file().reference
    house.clock.move(minutes=95)
    house.act(reference, "register", by=OFFICER)
    measure = spell(house, reference)
    assert (measure.registered, measure.acknowledged, measure.acknowledged_in_time) == (TODAY, TODAY, True)
    assert (measure.first_minutes, measure.due) == (95, DUE)


@pytest.mark.parametrize(("days", "in_time"), [(1, True), (2, False)])
def test_an_acknowledgement_is_in_time_within_one_working_day(house: House, days: int, in_time: bool) -> None:  # noqa: FBT001
    reference = house.file().reference
    house.clock.move(days=days)
    house.act(reference, "register", by=OFFICER)
    assert spell(house, reference).acknowledged_in_time is in_time


def test_the_first_act_of_a_person_counts_even_while_it_waits_for_a_second(house: House) -> None:
    reference = house.file(**URGENT).reference
    house.clock.move(minutes=12)
    house.act(reference, "lower_urgency", by=OFFICER, reason="He is safe.")
    measure = spell(house, reference)
    assert (measure.first_minutes, measure.registered, measure.urgency) == (12, None, 1)
    house.clock.move(minutes=12)
    house.act(reference, "confirm:lower_urgency", by=CHIEF)
    measure = spell(house, reference)
    assert (measure.first_minutes, measure.registered, measure.urgency) == (12, None, 2)
    assert damages(house) == []


def test_what_the_complainant_does_is_no_first_act_of_ours(house: House) -> None:
    receipt = house.file()
    house.act(receipt.reference, "request_withdrawal", by=enter(house, receipt))
    assert spell(house, receipt.reference).first_minutes is None
    assert damages(house) == []


@pytest.mark.parametrize(
    ("confirmed", "in_time"),
    [
        (datetime(2026, 12, 14, 23, 59, 59, tzinfo=ALMATY), True),
        (datetime(2026, 12, 15, 0, 0, 0, tzinfo=ALMATY), False),
    ],
)
def test_a_decision_is_in_time_until_the_last_second_of_its_day_in_almaty(
    house: House, confirmed: datetime, in_time: bool  # noqa: FBT001
) -> None:  # fmt: skip
    reference = house.file().reference
    walk(house, reference, TO_DECISION[:-1])
    assert spell(house, reference).decided is None
    house.clock.now = confirmed.astimezone(UTC)
    house.act(reference, "confirm:decide", by=CHIEF)
    measure, days = spell(house, reference), (confirmed.date() - TODAY).days
    assert (measure.decided, measure.decided_in_time, measure.decided_days) == (confirmed.date(), in_time, days)
    assert (measure.outcome, measure.told) == ("violation_found", None)
    assert damages(house) == []


def test_an_extension_moves_the_day_and_is_counted_only_when_confirmed(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_INQUIRY, EXTEND[0]])
    assert (spell(house, reference).extended, spell(house, reference).due) == (False, DUE)
    walk(house, reference, EXTEND[1:])
    assert (spell(house, reference).extended, spell(house, reference).due) == (True, date(2027, 1, 25))
    assert damages(house) == []


def test_decided_is_not_told(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_DECISION)
    house.clock.move(days=3)
    house.act(reference, "tell", by=OFFICER, words="You were right.")
    measure = spell(house, reference)
    assert (measure.decided, measure.told, measure.closed) == (TODAY, TODAY + timedelta(days=3), None)


@pytest.mark.parametrize(
    ("acts", "outcome", "redirected"),
    [(REJECT, "inadmissible", None), (REDIRECT, "referred", TODAY)],
    ids=["not admitted", "sent on"],
)
def test_who_is_refused_or_sent_on_is_told_by_that_very_letter(
    house: House, acts: tuple[Act, ...], outcome: str, redirected: date | None
) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_ADMISSIBILITY, *acts])
    measure = spell(house, reference)
    assert (measure.decided, measure.told, measure.closed, measure.open) == (TODAY, TODAY, TODAY, False)
    assert (measure.outcome, measure.redirected) == (outcome, redirected)
    assert damages(house) == []


def test_what_ends_without_a_decision_is_not_counted_as_decided(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_ADMISSIBILITY)
    house.act(receipt.reference, "request_withdrawal", by=enter(house, receipt))
    walk(house, receipt.reference, confirmed_withdrawal(2))
    measure = spell(house, receipt.reference)
    assert (measure.decided, measure.decided_in_time) == (None, None)
    assert (measure.closed, measure.open, measure.outcome) == (TODAY, False, "withdrawn")
    assert damages(house) == []


def test_a_signal_has_no_statutory_time_and_none_is_counted_for_it(house: House) -> None:
    reference = house.file(identity="anonymous").reference
    house.act(reference, "note", by=OFFICER, text="Who could it be?")
    assert spell(house, reference).registered is None
    walk(house, reference, NO_ACTION)
    measure = spell(house, reference)
    assert (measure.due, measure.decided, measure.decided_in_time) == (None, None, None)
    assert (measure.closed, measure.open, measure.registered) == (TODAY, False, TODAY)
    assert damages(house) == []


def test_a_signal_that_is_looked_at_again_is_open_again(house: House) -> None:
    reference = house.file(identity="anonymous").reference
    walk(house, reference, [*NO_ACTION, Act("reopen", CHIEF, REASON)])
    first, second = spells(house, reference)
    assert (first.open, first.until, second.open, second.day) == (False, TODAY, True, TODAY)
    assert case_of(house, reference).open is True
    assert damages(house) == []


def test_a_reopened_case_begins_a_new_spell_and_the_old_one_keeps_its_numbers(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_THE_END)
    later = TODAY + timedelta(days=10)
    house.clock.move(days=10)
    house.act(reference, "reopen", by=CHIEF, **REASON)
    first, second = spells(house, reference)
    assert (first.closed, first.until, first.decided, first.open) == (TODAY, later, TODAY, False)
    assert (second.spell, second.day, second.open, second.decided, second.due) == (
        2,
        later,
        True,
        None,
        date(2026, 12, 25),
    )
    walk(house, reference, [Act("inquire_again"), *TO_DECISION[4:]])
    first, second = spells(house, reference)
    assert (first.decided, second.decided, second.decided_in_time, second.decided_days) == (TODAY, later, True, 0)
    assert damages(house) == []


def test_a_reopened_case_is_on_the_desk_again_with_a_new_review(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_ADMISSIBILITY, *REJECT])
    assert case_of(house, reference).open is False
    house.employ("second.39", "KZ-39", "representative")
    house.act(reference, "review_refusal", by="second.39", **REASON)
    case = case_of(house, reference)
    assert (case.open, case.stage, len(spells(house, reference))) == (True, "reopened", 2)
    assert damages(house) == []


def test_remedies_are_counted_when_recommended_and_when_verified(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_DECISION, *SERVED, SERVED[0]])
    assert (spell(house, reference).remedies, spell(house, reference).verified) == (2, 0)
    walk(
        house, reference,
        [
            Act("record_implementation", answers={"words": "Paid."}, number=2),
            Act("verify", answers={"verified_by": "bank", "words": "Seen."}, number=2),
        ],
    )  # fmt: skip
    assert (spell(house, reference).remedies, spell(house, reference).verified) == (2, 1)
    assert damages(house) == []


def test_what_reports_break_down_by_follows_the_case(house: House) -> None:
    receipt = house.file(track="detention", ongoing="true")
    house.database.write(
        add_answers, "detention", {"issues": ["force"]}, pack=house.pack, key="k", viewer=enter(house, receipt), at=house.clock()
    )  # fmt: skip
    assert spell(house, receipt.reference).urgency == 1
    assert damages(house) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("decided_in_time", False),
        ("first_minutes", 0),
        ("outcome", "not_found"),
        ("remedies", 3),
        ("closed", None),
        ("urgency", 1),
    ],
)
def test_a_number_that_was_changed_behind_the_journals_back_is_found(house: House, column: str, value: object) -> None:
    reference = house.file().reference
    house.clock.move(minutes=5)
    walk(house, reference, TO_THE_END)

    def change(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Measure).values({column: value}))

    house.database.write(change, viewer=System())
    assert damages(house) == [Damage("measures", case_of(house, reference).id, 1, Fault.MISCOUNTED)]


def test_a_spell_that_is_missing_is_found(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_THE_END, Act("reopen", CHIEF, REASON)])

    def forget(session: Session, *, viewer: Viewer) -> None:
        session.execute(delete(Measure).where(Measure.spell == 2))

    house.database.write(forget, viewer=System())
    assert damages(house) == [Damage("measures", case_of(house, reference).id, 2, Fault.MISCOUNTED)]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_the_operators_command_counts_again_with_the_pack_of_the_database(settings: Settings, now: datetime) -> None:
    with Database.open(settings) as database:  # with the shred store of these settings
        house = found_house(database, at=now)
        reference = house.file().reference
        walk(house, reference, TO_DECISION)
        assert verify_institution(settings) == []

        def change(session: Session, *, viewer: Viewer) -> None:
            session.execute(update(Measure).values(decided_days=99))

        database.write(change, viewer=System())
        assert verify_institution(settings) == [Damage("measures", case_of(house, reference).id, 1, Fault.MISCOUNTED)]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_journal_that_cannot_be_read_is_not_counted(house: House) -> None:
    reference = house.file().reference
    case_id = case_of(house, reference).id

    def damage(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Entry).values(body=b"{}"))

    house.database.write(damage, viewer=System())
    # And nothing that can be read speaks of what was filed.
    assert damages(house) == [
        Damage("journal", case_id, 1, Fault.CHANGED),
        Damage("payloads", case_id, 1, Fault.FORGED),
    ]
