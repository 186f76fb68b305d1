"""Money of a remedy: promised in parts, said to be paid, confirmed by the payee or a bank, and what is still outstanding."""

from datetime import date
from decimal import Decimal
from typing import Any

from cases.casefile.owed import Payment, RemedyView
from cases.casefile.remedies import totals
from tests.builders import House
from tests.harness.handling import RECOMMENDED, SERVED, TO_DECISION, Act, enter, open_file, walk

NONE = Decimal(0)
MONEY = RECOMMENDED._replace(answers={**RECOMMENDED.answers, "amount": "300000"})


def promise(amount: str, day: date) -> Act:
    parts = {f"promised-{part}": getattr(day, part) for part in ("day", "month", "year")}
    return Act("record_promise", answers={"amount": amount, **parts}, number=2)


def remedy_in(house: House, reference: str) -> RemedyView:
    (remedy,) = open_file(house, reference).remedies
    return remedy


def test_a_payment_that_does_not_come_for_two_years_is_seen(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_DECISION, MONEY, *SERVED[1:]])
    fresh = remedy_in(house, reference)
    assert (fresh.asked, fresh.owed, fresh.paid, fresh.outstanding) == (
        Decimal(300000),
        Decimal(300000),
        NONE,
        Decimal(300000),
    )
    assert (fresh.what, fresh.body, fresh.late, fresh.unpaid_since) == ("Pay the wages.", "B-MOH", False, None)
    walk(house, reference, [promise("200000", date(2027, 1, 10)), promise("100000", date(2026, 12, 20))])
    walk(house, reference, [Act("record_payment", answers={"amount": "100000"}, number=2)])
    claimed = remedy_in(house, reference)
    assert (claimed.claimed, claimed.paid, claimed.outstanding) == (Decimal(100000), NONE, Decimal(300000))
    walk(house, reference, [Act("verify_payment", answers={"paid_proof": "bank"}, number=2)])
    house.clock.move(days=2 * 365)
    first, second = remedy_in(house, reference).instalments
    assert (first.amount, first.covered, first.late) == (Decimal(100000), Decimal(100000), False)
    assert (second.amount, second.covered, second.late) == (Decimal(200000), NONE, True)
    late = remedy_in(house, reference)
    assert (late.unpaid_since, late.outstanding, late.late) == (date(2027, 1, 10), Decimal(200000), True)
    assert totals([late]) == {"owed": Decimal(300000), "paid": Decimal(100000), "outstanding": Decimal(200000)}


def test_what_the_payee_denies_or_got_in_part_is_not_paid(house: House) -> None:
    receipt = house.file()
    reference = receipt.reference
    walk(house, reference, [*TO_DECISION, *SERVED, promise("500", date(2026, 12, 1))])
    for amount, answer in (("200", "deny_payment"), ("300", "receive_payment")):
        walk(house, reference, [Act("record_payment", answers={"amount": amount}, number=2)])
        told: dict[str, Any] = {"amount": "120"} if answer == "receive_payment" else {}
        house.act(reference, answer, by=enter(house, receipt), number=2, **told)
    found = remedy_in(house, reference)
    assert found.payments == (
        Payment(amount=Decimal("200.00"), day="", state="denied"),
        Payment(amount=Decimal("300.00"), day="", state="verified", confirmed=Decimal("120.00")),
    )
    assert (found.paid, found.claimed, found.outstanding) == (Decimal(120), NONE, Decimal(380))
