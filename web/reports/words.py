"""Figures in words: the value, what it is a part of, how it compares, what it means, where its cases are."""

from collections.abc import Mapping, Sequence

import msgspec

from cases.packs.jurisdiction import Pack
from cases.reports.figures import Figures, Share
from cases.reports.indicators import FELT, Direction, Indicator, Measured
from cases.reports.values import Value, plain, value_of
from web.i18n import N_, decimal, gettext, label, percent, whole

NOTHING = "–"
MINUS = "\u2212"
LONG_MINUTES = 120

AGE_WORDS = (N_("up to 3 months"), N_("3 to 6 months"), N_("6 to 9 months"), N_("over 9 months"))
FUNNEL_WORDS = {
    "received": N_("Cases received"),
    "decided": N_("Cases decided"),
    "remedied": N_("Remedy recommended"),
    "verified": N_("Every remedy verified"),
}
UNIT_WORDS = {
    "cases": N_("cases"),
    "remedies": N_("remedies"),
    "share": N_("share"),
    "ratio": N_("ratio"),
    "days": N_("days"),
    "minutes": N_("minutes"),
    "per_officer": N_("cases per officer"),
    "per_population": N_("cases per 100,000 people"),
    "persons": N_("persons"),
}
RARE = 2
"""Digits of a number below one: a small region's month comes to 0.04 cases for each 100,000 people, which is not none."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    N_("What came and what was done"): (
        "received", "registered", "decided", "closed", "taken_over", "handed_on", "open_at_end", "clearance",
        "reopening", "transfers", "offline", "per_population",
    ),
    N_("In time"): (
        "timeliness", "overdue", "days_median", "days_p90", "age_median", "age_p90", "extension", "acknowledged",
        "redirected", "not_told", "heard_median", "heard_p90",
    ),
    N_("Urgent cases"): (
        "urgent_p50", "urgent_p95", "urgent_waiting", "opened_p50", "opened_p95", "alarms_missed",
    ),
    N_("Remedies and findings"): (
        "refusal", "substantiation", "remedies_recommended", "remedies_served", "remedies_due", "remedies_implemented",
        "remedies_verified", "remedies_verified_share", "remedies_punctual", "remedies_overdue", "persons_restored",
        "persons_accountable",
    ),
    N_("What complainants say"): ("fairness", "contentment", "language_match"),
    N_("Work per officer"): ("received_per_officer", "open_per_officer", "load_per_officer"),
}  # fmt: skip
OTHERS = N_("Beside the cases")
"""Heading of the figures that the pack alone defines."""
NATIONAL = (
    "received", "decided", "open_at_end", "timeliness", "overdue", "days_median", "urgent_waiting", "remedies_verified",
)  # fmt: skip


class Shown(msgspec.Struct, frozen=True):
    """A figure on a page. *verdict*: `better`, `worse` or nothing; *href*: the cases behind it."""

    name: str
    label: str
    formula: str
    source: str
    text: str
    note: str
    few: str
    before: str
    change: str
    verdict: str
    href: str | None


def show(
    indicator: Indicator, figures: Figures, beside: Figures | None = None, *, drills: Mapping[str, str] | None = None
) -> Shown:
    """One figure in the page's language, set beside that of another period where there is one."""
    value = value_of(indicator.name, figures)
    before = value_of(indicator.name, beside) if beside is not None else None
    return Shown(
        name=indicator.name,
        label=label(indicator.label),
        formula=label(indicator.formula),
        source=indicator.source,
        text=in_words(value, indicator.unit),
        note=note(value),
        few=few(value),
        before=in_words(before, indicator.unit) if beside is not None else "",
        change=change(value, before, indicator.unit),
        verdict=verdict(value, before, indicator.direction),
        href=(drills or {}).get(indicator.name) if has_cases(value, indicator.unit) else None,
    )


def has_cases(value: Value, unit: Measured) -> bool:
    """Whether anything is listed behind *value*: 0 of 2 are two cases; of a ratio, those above the line are listed."""
    if isinstance(value, Share):
        return bool(value.part if unit is Measured.RATIO else value.whole)
    return bool(value)


def in_words(value: Value, unit: Measured) -> str:
    """*value* as people write it; a dash where nothing was measured."""
    number = plain(value)
    if number is None:
        return NOTHING
    if isinstance(value, Share):
        return percent(number)
    if unit is Measured.MINUTES:
        return minutes(number)
    digits = RARE if abs(number) < 1 else 1
    return whole(value) if isinstance(value, int) else decimal(number, digits)


def minutes(number: float) -> str:
    """40 min; from two hours on 2 h 5 min."""
    if number < LONG_MINUTES:
        return gettext("%(minutes)s min", minutes=decimal(number))
    hours, rest = divmod(round(number), 60)
    return gettext("%(hours)s h %(minutes)s min", hours=whole(hours), minutes=rest)


def note(value: Value) -> str:
    """Of a share, what is a part of what."""
    if not isinstance(value, Share) or not value.whole:
        return ""
    return gettext("%(part)s of %(whole)s", part=whole(value.part), whole=whole(value.whole))


def few(value: Value) -> str:
    """Of a share of few cases, how wide the truth may lie around it."""
    if not isinstance(value, Share) or not value.small or value.interval is None:
        return ""
    low, high = value.interval
    return gettext("few cases: %(low)s to %(high)s", low=percent(round(low, 2)), high=percent(round(high, 2)))


def change(value: Value, before: Value, unit: Measured) -> str:
    """How much more or less than in the other period; nothing where one of them has no value."""
    now, then = plain(value), plain(before)
    if now is None or then is None:
        return ""
    if isinstance(value, Share):
        return gettext("%(change)s points", change=signed((now - then) * 100))
    return gettext("%(change)s min", change=signed(now - then)) if unit is Measured.MINUTES else signed(now - then)


def signed(number: float) -> str:
    rounded = round(number, 1)
    return f"{'+' if rounded > 0 else MINUS if rounded < 0 else '±'}{decimal(abs(rounded))}"


def verdict(value: Value, before: Value, direction: Direction) -> str:
    """Whether things got better: nothing said where no way is better, nothing changed, or cases are few."""
    now, then = plain(value), plain(before)
    unsure = any(isinstance(each, Share) and each.small for each in (value, before))
    if now is None or then is None or unsure or now == then or direction is Direction.NEITHER:
        return ""
    return "better" if (now > then) == (direction is Direction.UP) else "worse"


def show_groups(
    pack: Pack, figures: Figures, beside: Figures | None, *, drills: Mapping[str, str]
) -> Mapping[str, tuple[Shown, ...]]:
    """All figures of a unit under their headings."""
    known = pack.indicators
    grouped = {name for names in GROUPS.values() for name in names}
    others = tuple(name for name, one in known.by_name.items() if one.runs and name not in grouped)
    return {
        heading: tuple(show(known[name], figures, beside, drills=drills) for name in names)
        for heading, names in {**GROUPS, OTHERS: others}.items()
        if names
    }


def ground_words(pack: Pack, code: str) -> str:
    """Why a case was not admitted; of one of which nobody noted it, that."""
    fact = pack.facts.get(pack.indicators.refusal_fact)
    if not code.strip("-"):
        return gettext("no ground noted")
    return label(fact.options.get(code, code) if fact else code)


def felt_words(pack: Pack, answers: Sequence[str]) -> str:
    """What a complainant said of fairness and of the outcome; a code that the pack does not know as it is."""
    said = zip(FELT, answers, strict=False)
    return " / ".join(label(pack.facts[name].options.get(code, code)) for name, code in said)


def coded(pack: Pack, taxonomy: str, code: str) -> str:
    """What the pack calls a code; the code itself for one that it does not know."""
    term = pack.taxonomies[taxonomy].terms.get(code)
    return label(term.label) if term else code
