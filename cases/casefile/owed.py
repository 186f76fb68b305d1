"""One remedy and its money as the case file shows them."""

from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec

from workflows.names import Label

NOTHING: Final = Decimal(0)
Claim = Literal["claimed", "verified", "denied", "unconfirmed"]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """One payment that a body says it made. *confirmed*: how much of it the payee or a bank confirmed."""

    amount: Decimal
    day: str
    """As it was told: a day, a month or a year."""
    state: Claim
    confirmed: Decimal = NOTHING


class Instalment(msgspec.Struct, frozen=True, kw_only=True):
    """One promise to pay. *covered*: how much of it confirmed payments make good, the earliest promise first."""

    amount: Decimal
    due: date | None
    payer: str | None
    covered: Decimal
    late: bool


class RemedyView(msgspec.Struct, frozen=True, kw_only=True):
    """One remedy. *due*: the last day for the body's reply; *late*: it is over, and nothing is verified."""

    number: int
    kind: Label | str
    body: str | None
    what: str
    stage: Label
    served: date | None
    due: date | None
    late: bool
    ended: bool
    verified_by: Any
    asked: Decimal | None
    """Money that was recommended, where it is money."""
    instalments: tuple[Instalment, ...]
    payments: tuple[Payment, ...]

    @property
    def owed(self) -> Decimal | None:
        """What was recommended or promised, the larger of both; None where nothing of either was said in money."""
        promised = sum((one.amount for one in self.instalments), NOTHING)
        return max(promised, self.asked or NOTHING) or None

    @property
    def paid(self) -> Decimal:
        return sum((one.confirmed for one in self.payments), NOTHING)

    @property
    def claimed(self) -> Decimal:
        """Said to be paid, and neither confirmed nor denied."""
        return sum((one.amount for one in self.payments if waits(one)), NOTHING)

    @property
    def outstanding(self) -> Decimal | None:
        return None if self.owed is None else max(self.owed - self.paid, NOTHING)

    @property
    def unpaid_since(self) -> date | None:
        """The day of the earliest promise that is over and was not made good."""
        return min((one.due for one in self.instalments if one.late and one.due), default=None)


def waits(payment: Payment) -> bool:
    """Neither confirmed nor denied yet."""
    return payment.state in {"claimed", "unconfirmed"}
