"""What is worth a supervisor's morning, in words: each concern with the rule that found it, and the way to its cases."""

from collections.abc import Iterator

import msgspec

from cases.packs.jurisdiction import Pack
from cases.related.issues import find_issue
from cases.reports.concerned import STANDING, Concern
from cases.reports.concerns import Concerns, Owed
from cases.reports.patterns import BODY, Alike, Rise
from cases.reports.rules import Rules
from cases.reports.standing import STANDING_BANDS
from cases.viewer import Officer
from web.i18n import N_, decimal, gettext, label, whole
from web.kit.current import url
from web.reports.words import coded
from web.security import Access, may

MOST = 5
"""Places and bodies that are named, the worst first: a morning is short."""
BAND_WORDS = (N_("up to 1 week"), N_("1 week to 1 month"), N_("1 to 3 months"), N_("over 3 months"))
"""Of `STANDING_BANDS`."""
assert len(BAND_WORDS) == len(STANDING_BANDS)  # noqa: S101 - words of one band would be said of another
REGISTERS = {"facility": "facilities", BODY: "bodies"}


class Shown(msgspec.Struct, frozen=True):
    """One concern: what was found, by what rule, and where its cases are. *begin*: where a systemic issue is begun."""

    text: str
    rule: str
    href: str
    begin: str = ""


def concern_words(concerns: Concerns, pack: Pack, *, viewer: Officer, unit: str = "") -> tuple[Shown, ...]:
    """All that was found, the most urgent first; nothing where nothing was. *unit*: the one that the page is of."""
    return tuple(
        Shown(
            words_of(concern, number, pack),
            rule_of(concern.name, pack.indicators.rules),
            address_of(concern, unit),
            begin_of(number, viewer, pack) if isinstance(number, Alike) else "",
        )
        for concern, number in found_in(concerns)
    )


Found = int | Alike | Rise | Owed


def found_in(concerns: Concerns) -> Iterator[tuple[Concern, Found]]:
    """Each concern, and what was found of it."""
    for name in ("untouched", "due_soon", "silent", "overloaded"):
        if number := getattr(concerns, name):
            yield Concern(name), number
    for one in concerns.alike[:MOST]:
        yield Concern("alike", one.about, one.code, one.issue), one
    for rise in concerns.rises[:MOST]:
        yield Concern("rise", rise.about, rise.code), rise
    for owed in concerns.owed[:MOST]:
        yield Concern("owed", BODY, owed.body), owed


COUNTED = {
    "untouched": N_("Urgent cases that nobody has touched: %(number)s"),
    "due_soon": N_("Cases about to be late: %(number)s"),
    "silent": N_("Complainants who have heard nothing: %(number)s"),
    "overloaded": N_("Overloaded officers: %(number)s"),
}
"""Concerns of no place or body."""
STANDING_RULE = N_("Open cases, by the days since their present stage began.")
RULES = {
    "untouched": N_("Urgent (U1), open, and no person has acted."),
    "due_soon": N_("Undecided, and the statutory time ends within %(days)s days."),
    "silent": N_("Open, and no word to the complainant for more than %(days)s days."),
    "overloaded": N_("More than %(cases)s open cases each."),
    "alike": N_(
        "At least %(cases)s new cases in %(days)s days about one place or body with one issue: it may be a systemic one."
    ),
    "rise": N_(
        "New cases in %(days)s days: over the average of the %(spans)s such spans before by three times its square root."
    ),
    "owed": N_("Past the day of answer, unanswered, and not verified."),
    STANDING: STANDING_RULE,
}


def words_of(concern: Concern, found: Found, pack: Pack) -> str:
    """What was found, in a sentence."""
    named = name_of(concern, pack)
    match found:
        case int(number):
            return gettext(COUNTED[concern.name], number=whole(number))
        case Alike(cases=number):
            issue = term_of(concern.issue, pack)
            return gettext("%(place)s: %(cases)s cases alike: %(issue)s", place=named, cases=whole(number), issue=issue)
        case Rise(lately=lately, usual=usual):
            return gettext(
                "%(place)s: %(cases)s new cases, usually %(usual)s",
                place=named,
                cases=whole(lately),
                usual=decimal(usual),
            )
        case Owed(remedies=number, days=days):
            return gettext(
                "%(body)s: remedies without an answer: %(number)s, the oldest for %(days)s days",
                body=named, number=whole(number), days=whole(days),
            )  # fmt: skip


def rule_of(name: str, rules: Rules) -> str:
    """The rule that found it, with its numbers."""
    numbers: dict[str, dict[str, int]] = {
        "due_soon": {"days": rules.due_days},
        "silent": {"days": rules.silent_days},
        "overloaded": {"cases": rules.load},
        "alike": {"cases": rules.alike_least, "days": rules.alike_days},
        "rise": {"days": rules.rise_days, "spans": rules.rise_spans},
    }
    return gettext(RULES[name], **{key: whole(number) for key, number in numbers.get(name, {}).items()})


def name_of(concern: Concern, pack: Pack) -> str:
    if concern.band is not None:
        return f"{coded(pack, 'tracks', concern.code)}, {gettext(BAND_WORDS[concern.band])}"
    if not concern.about:
        return ""
    return registered(pack, REGISTERS[concern.about], concern.code) if concern.code else gettext("Body not named")


def term_of(issue: str, pack: Pack) -> str:
    fact = pack.facts.get(pack.indicators.issue_fact)
    return label(fact.options[issue]) if fact and issue in fact.options else issue


def address_of(concern: Concern, unit: str, ending: str = "") -> str:
    """Of the page, or of its table with *ending*."""
    said = {"concern": concern.name, "about": concern.about, "code": concern.code, "issue": concern.issue, "unit": unit}
    said |= {"band": "" if concern.band is None else f"{concern.band}"}
    return url(f"/reports/mornings{ending}", **{name: value for name, value in said.items() if value})


def begin_of(alike: Alike, viewer: Officer, pack: Pack) -> str:
    """Where *viewer* begins a systemic issue about it; nothing where they may not."""
    issue = pack.monitoring.commitments.issue if pack.monitoring else ""
    if not issue or not may(viewer, Access.CASEWORK) or find_issue(issue, viewer, pack) is None:
        return ""
    body = pack.principles.proposing.body if pack.principles.proposing and alike.about == BODY else None
    return url(f"/desk/begin/{issue}", **({body: alike.code} if body else {}))


def registered(pack: Pack, register: str, code: str) -> str:
    """What the register calls *code*; the code itself for one that it does not know."""
    entry = pack.registers[register].get(code)
    return label(entry.label) if entry else code
