"""Remedies of a case side by side: what is to be put right, by whom and when, and the money one payment at a time.

Drawn from the case's own entries: which act promises, claims or confirms money is said by what the procedure sets, and
the sums are the sealed answers of those acts. What a body's paper says is claimed; only the payee or a bank makes it paid.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.acts.remedies import PROCEDURE
from cases.casefile.owed import NOTHING, Claim, Instalment, Payment, RemedyView, waits
from cases.casefile.proceedings import in_words
from cases.casefile.view import Event
from cases.casefile.words import act_of
from cases.packs.jurisdiction import Pack
from cases.records import Case, Remedy
from cases.records.prepared import ask
from cases.records.rows import table_of
from workflows.calendars import local_day
from workflows.facts import UNKNOWN
from workflows.fields import FieldKind

BECOMES: Final[Mapping[str, Claim]] = {"denied": "denied", "unconfirmed": "unconfirmed"}
remedies = table_of(Remedy)
REMEDIES: Final = select(*remedies.c).where(remedies.c.case_id == bindparam("case"))
MONEY, VERIFIED_BY, WHAT = "payment", "verified_by", "what"


def remedies_of(
    session: Session, case: Case, proceedings: Iterable[Running], timeline: Sequence[Event], *, pack: Pack, at: datetime
) -> tuple[RemedyView, ...]:
    """Every remedy of the case, by its number; *timeline* newest first, as the case file has it."""
    mine = [one for one in proceedings if one.row.procedure == PROCEDURE and not one.cancelled]
    if not mine:
        return ()
    rows = {row.proceeding_id: row for row in ask(session, REMEDIES, {"case": case.id})}
    told = [one for one in reversed(timeline) if not one.waits and not one.dropped]
    today = local_day(pack.calendar, at)
    return tuple(view_of(one, rows[one.row.id], told, pack=pack, today=today) for one in mine if one.row.id in rows)


def view_of(each: Running, row: Any, told: Sequence[Event], *, pack: Pack, today: date) -> RemedyView:
    number, facts = each.row.number, each.row.facts
    opening = next((one for one in told if number in one.opens), None)
    own = [
        answers_of(one) for one in (*((opening,) if opening else ()), *(one for one in told if one.number == number))
    ]
    money = list(money_events(told, number, pack))
    payments = payments_of(money)
    verified = facts.get(VERIFIED_BY, UNKNOWN)
    return RemedyView(
        number=number,
        kind=pack.taxonomies["remedies"].labels.get(row.kind, row.kind),
        body=row.body,
        what=str(next((answers[WHAT] for answers in reversed(own) if answers.get(WHAT)), "")),
        stage=each.procedure.stages[each.row.stage].label,
        served=row.served,
        due=row.due,
        late=row.ended is None and not row.verified and row.due is not None and row.due < today,
        ended=row.ended is not None,
        verified_by=None if verified == UNKNOWN else in_words(pack.facts[VERIFIED_BY], verified, pack),
        asked=sum_in(opening) if opening else None,
        instalments=instalments_of(money, sum((one.confirmed for one in payments), NOTHING), today=today),
        payments=payments,
    )


def answers_of(event: Event) -> dict[str, Any]:
    return {field.name: answer for field, answer in event.answers}


def money_events(told: Iterable[Event], number: int, pack: Pack) -> Iterator[tuple[str, Event]]:
    """What was said of this remedy's money: the state that the act sets, and the act."""
    for one in told:
        act = act_of(pack, one.act) if one.number == number else None
        said = dict(act.sets).get(MONEY) if act else None
        if isinstance(said, str):
            yield said, one


def sum_in(event: Event) -> Decimal | None:
    """The amount that an act names, where it names one."""
    return next(
        (Decimal(str(answer)) for field, answer in event.answers if field.kind is FieldKind.MONEY and answer), None
    )


def payments_of(money: Iterable[tuple[str, Event]]) -> tuple[Payment, ...]:
    """Payments in the order in which they were told, each with what became of it."""
    found: list[Payment] = []
    for said, event in money:
        amount = sum_in(event)
        if said == "claimed" and amount is not None:
            day = next((str(answer) for field, answer in event.answers if field.kind is FieldKind.PARTIAL_DATE), "")
            found.append(Payment(amount=amount, day=day, state="claimed"))
        elif said == "verified":
            found = confirmed(found, amount, event)
        elif said in BECOMES:
            found = [replace(one, state=BECOMES[said]) if waits(one) else one for one in found]
    return tuple(found)


def confirmed(payments: list[Payment], amount: Decimal | None, event: Event) -> list[Payment]:
    """All that waits is confirmed; by a payee who says how much came, as much as that: the rest did not come, or more did."""
    if amount is None:
        return [replace(one, state="verified", confirmed=one.amount) if waits(one) else one for one in payments]
    found = []
    for one in payments:
        part = min(amount, one.amount) if waits(one) else NOTHING
        amount -= part
        found.append(replace(one, state="verified" if part else "denied", confirmed=part) if waits(one) else one)
    if amount > NOTHING:
        found.append(Payment(amount=amount, day=event.at.date().isoformat(), state="verified", confirmed=amount))
    return found


def instalments_of(money: Iterable[tuple[str, Event]], paid: Decimal, *, today: date) -> tuple[Instalment, ...]:
    """Promises by their day; what was *paid* makes good the earliest first."""
    promises = [one for said, event in money if said == "promised" and (one := promise_of(event))]
    found = []
    for amount, due, payer in sorted(promises, key=lambda one: (one[1] is None, one[1] or today)):
        covered = min(paid, amount)
        paid -= covered
        late = due is not None and due < today and covered < amount
        found.append(Instalment(amount=amount, due=due, payer=payer, covered=covered, late=late))
    return tuple(found)


def promise_of(event: Event) -> tuple[Decimal, date | None, str | None] | None:
    amount, by_kind = sum_in(event), {field.kind: answer for field, answer in event.answers}
    if amount is None:
        return None
    due, payer = by_kind.get(FieldKind.DATE), by_kind.get(FieldKind.ENTRY)
    return amount, date.fromisoformat(str(due)) if due else None, str(payer) if payer else None


def totals(views: Iterable[RemedyView]) -> Mapping[str, Decimal]:
    """Sums over all remedies that are about money: owed, paid, outstanding."""
    money = [one for one in views if one.owed is not None]
    return {
        "owed": sum((one.owed or NOTHING for one in money), NOTHING),
        "paid": sum((one.paid for one in money), NOTHING),
        "outstanding": sum((one.outstanding or NOTHING for one in money), NOTHING),
    }
