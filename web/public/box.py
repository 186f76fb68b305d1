"""How a mailbox's view stands on its page: what comes first, in which words, with which warning."""

from collections.abc import Mapping
from datetime import datetime, time

import msgspec

from cases.mailbox import MailboxAct, MailboxMessage, MailboxView
from cases.packs.jurisdiction import Pack
from web.i18n import N_, gettext, label, long_day, moment

ANSWERED = ("decided", "follow_up")
"""Statuses in which our answer is given though the case goes on."""


def moment_words(at: datetime, pack: Pack) -> str:
    """Day and time; the day alone where intake kept no more (anonymous and not urgent, design 04 §4.4)."""
    return moment(at) if at.astimezone(pack.zone).time() != time() else long_day(at)


def unopened_words(view: MailboxView, pack: Pack) -> str | None:
    """What to do while nobody has opened an urgent complaint in time (design 01 §1.6a); None where that is not so."""
    alert = view.alert
    if alert is None or not alert.late:
        return None
    told = [pack.duty.unopened_alerted] if alert.head_alerted else []
    return " ".join(label(words) for words in (*told, pack.duty.unopened_call))


def kinds_of_remedies(pack: Pack) -> Mapping[str, str]:
    """Kinds of remedy in the page's language."""
    fact = pack.facts.get("kind")
    return {code: label(words) for code, words in fact.options.items()} if fact else {}


class Choices(msgspec.Struct, frozen=True):
    """What the complainant may do, by where the page puts it."""

    first: list[MailboxAct]
    """Asked of them now: a question to answer, a body's answer to contradict."""
    of_remedy: Mapping[int, list[MailboxAct]]
    always: list[MailboxAct]
    """Open at every stage, as asking to withdraw is: not what a page should put first."""


def choices_of(view: MailboxView, pack: Pack) -> Choices:
    """Sort the open acts to their places on the page."""
    anywhere = {name for procedure in pack.procedures.values() for name in procedure.anywhere}
    remedies = {one.number: [act for act in view.acts if act.number == one.number] for one in view.remedies}
    others = [act for act in view.acts if act.number not in remedies]
    return Choices(
        first=[act for act in others if act.offer.act not in anywhere],
        of_remedy=remedies,
        always=[act for act in others if act.offer.act in anywhere],
    )


class Item(msgspec.Struct, frozen=True):
    """A letter or message as the page shows it."""

    at: datetime
    title: str
    text: str
    mine: bool
    paper: int | None = None
    """Id of a letter that can be had as a PDF."""


def post_of(view: MailboxView) -> list[Item]:
    """Letters and messages both ways, newest first."""
    letters = [
        Item(one.at, one.title, one.text, mine=False, paper=one.id if one.paper else None) for one in view.letters
    ]
    messages = [
        Item(one.at, gettext(title_of(one)), one.text, mine=one.sender == "complainant") for one in view.messages
    ]
    return sorted([*messages, *letters], key=lambda one: one.at, reverse=True)


TITLES = {
    "filing": N_("You added answers to our further questions"),
    "people": N_("You added a list of people"),
}


def title_of(message: MailboxMessage) -> str:
    if message.sender != "complainant":
        return N_("From us")
    return TITLES.get(message.about, N_("From you"))


def is_awaited(view: MailboxView, pack: Pack) -> bool:
    """Whether our answer is still to come."""
    return view.open and view.status not in [pack.words.statuses[name] for name in ANSWERED]
