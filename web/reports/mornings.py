"""What is worth a supervisor's morning, in words: each concern with the rule that found it."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.packs.jurisdiction import Pack
from cases.reports.concerns import Concerns
from web.i18n import decimal, gettext, label, whole

MOST = 5
"""Places and bodies that are named, the worst first: a morning is short."""


@dataclass(frozen=True)
class Shown:
    """One concern: what was found, and by what rule."""

    text: str
    rule: str


def concern_words(concerns: Concerns, pack: Pack) -> tuple[Shown, ...]:
    """All that was found, the most urgent first; nothing where nothing was."""
    return tuple(Shown(text, rule) for text, rule in worded(concerns, pack))


def worded(concerns: Concerns, pack: Pack) -> Iterator[tuple[str, str]]:
    rules = pack.indicators.rules
    if concerns.untouched:
        yield (
            gettext("Urgent cases that nobody has touched: %(number)s", number=whole(concerns.untouched)),
            gettext("Urgent (U1), open, and no person has acted."),
        )
    if concerns.due_soon:
        yield (
            gettext("Cases about to be late: %(number)s", number=whole(concerns.due_soon)),
            gettext("Undecided, and the statutory time ends within %(days)s days.", days=whole(rules.due_days)),
        )
    if concerns.silent:
        yield (
            gettext("Complainants who have heard nothing: %(number)s", number=whole(concerns.silent)),
            gettext("Open, and no word to the complainant for more than %(days)s days.", days=whole(rules.silent_days)),
        )
    if concerns.overloaded:
        yield (
            gettext("Overloaded officers: %(number)s", number=whole(concerns.overloaded)),
            gettext("More than %(cases)s open cases each.", cases=whole(rules.load)),
        )
    for rise in concerns.rises[:MOST]:
        yield (
            gettext(
                "%(place)s: %(cases)s new cases, usually %(usual)s",
                place=registered(pack, "facilities", rise.facility), cases=whole(rise.lately), usual=decimal(rise.usual),
            ),
            gettext(
                "New cases in %(days)s days: over the average of the %(spans)s such spans before by three times its square root.",
                days=whole(rules.rise_days), spans=whole(rules.rise_spans),
            ),
        )  # fmt: skip
    for owed in concerns.owed[:MOST]:
        body = registered(pack, "bodies", owed.body) if owed.body else gettext("Body not named")
        yield (
            gettext(
                "%(body)s: remedies without an answer: %(number)s, the oldest for %(days)s days",
                body=body, number=whole(owed.remedies), days=whole(owed.days),
            ),
            gettext("Past the day of answer, unanswered, and not verified."),
        )  # fmt: skip


def registered(pack: Pack, register: str, code: str) -> str:
    """What the register calls *code*; the code itself for one that it does not know."""
    entry = pack.registers[register].get(code)
    return label(entry.label) if entry else code
