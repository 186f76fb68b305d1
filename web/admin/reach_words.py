"""What another pack would change for people, in words: whose door, whose hand, whose letterbox, and which time limit."""

from collections.abc import Iterable, Mapping

import msgspec

from cases.packs.jurisdiction import Pack
from cases.publication.change import Change, Kind, Section
from cases.publication.doers import acts_of
from web.admin.procedures import table_name
from web.admin.sources import place_of_act, source_words
from web.i18n import N_, gettext, label, ngettext
from web.kit.durations import duration_words
from web.kit.rules import KINDS as CLOCK_KINDS
from web.kit.rules import UNIT_WORDS, condition_words, fact_name, limit_words, result_words, tests_words, whom_words
from workflows.clock_rules import ClockRule
from workflows.conditions import Condition
from workflows.durations import parse_duration

SECTIONS: Mapping[Section, str] = {
    Section.READ: N_("Who can newly read"),
    Section.DO: N_("Who can newly do what"),
    Section.RECEIVE: N_("Who newly receives what"),
    Section.KEPT: N_("What is kept otherwise"),
    Section.CLOCKS: N_("Time limits"),
}
CLASSES = {
    "routing": N_("in the clear"),
    "statistics": N_("coarsened, apart from the case"),
    "sealed": N_("sealed"),
}
WORDS: Mapping[Kind, str] = {
    Kind.ROW_NEW: N_("New rule. %(was)s → %(who)s"),
    Kind.ROW_CHANGED: N_("Rule changed. %(was)s → %(who)s (until now: %(now)s)"),
    Kind.ROW_GONE: N_("Rule gone. %(was)s → %(who)s"),
    Kind.ROWS_MOVED: N_("The same rules in another order; the first that fits decides"),
    Kind.LADDER: N_("What this office answers is newly read by: %(who)s"),
    Kind.STAND_IN: N_("Takes over where somebody here must be kept out: %(now)s (until now: %(was)s)"),
    Kind.OFFICE: N_("From now on: %(now)s (until now: %(was)s)"),
    Kind.UNIT_NEW: N_("New office"),
    Kind.UNIT_KIND: N_("Another kind of office: %(now)s (until now: %(was)s)"),
    Kind.REGION: N_("Its cases are read by: %(now)s (until now: %(was)s)"),
    Kind.SIDE_UNIT: N_("Handled by: %(now)s (until now: %(was)s)"),
    Kind.WIDENS: N_("Lets in or hands over to: %(now)s (until now: %(was)s)"),
    Kind.PROCEDURE_NEW: N_("New procedure. Act in it: %(who)s"),
    Kind.ACT_NEW: N_("New act. May do it: %(who)s"),
    Kind.ACT_ROLES: N_("May newly do it: %(who)s"),
    Kind.ACT_WHEN: N_("Possible if: %(now)s (until now: %(was)s)"),
    Kind.ACT_UNIT: N_("Done by people of: %(now)s (until now: %(was)s)"),
    Kind.ACT_ALONE: N_("No second person confirms it any more (until now: %(who)s)"),
    Kind.CONFIRM_ROLES: N_("May newly confirm it: %(who)s"),
    Kind.CONFIRM_INVOLVED: N_("May be done or confirmed by somebody who acted on the case before"),
    Kind.OWNER: N_("Looked after by: %(who)s (until now: %(was)s)"),
    Kind.LETTER: N_("Letter “%(now)s” goes to: %(who)s"),
    Kind.LETTER_GONE: N_("Letter “%(was)s” no longer goes to: %(who)s"),
    Kind.LETTER_WORDS: N_("The letter says something else"),
    Kind.MESSAGE: N_("Writes into the complainant's mailbox: “%(now)s”"),
    Kind.ALARM: N_("Newly told, %(now)s: %(who)s"),
    Kind.ALARM_GONE: N_("No longer told, %(now)s: %(who)s"),
    Kind.BODY_NAMED: N_("When the complainant may be named to the body that is asked, or that it has a page, is new"),
    Kind.DUTY_PLACE: N_("New place on duty: whoever stands there is rung up"),
    Kind.DUTY_WORDS: N_("What is rung out or shown says something else"),
    Kind.FACT_NEW: N_("New, kept %(now)s"),
    Kind.FACT_CLASS: N_("Kept %(now)s (until now: %(was)s)"),
    Kind.QUESTION_NEW: N_("New question; the answer is kept %(now)s"),
    Kind.QUESTION_CLASS: N_("The answer is kept %(now)s (until now: %(was)s)"),
    Kind.RETENTION: N_("Kept for %(now)s (until now: %(was)s)"),
    Kind.CLOCK_NEW: N_("New time limit: %(now)s"),
    Kind.CLOCK_GONE: N_("No longer limited (until now: %(was)s)"),
    Kind.CLOCK_LONGER: N_("Longer: %(now)s (until now: %(was)s)"),
    Kind.CLOCK_SHORTER: N_("Shorter: %(now)s (until now: %(was)s)"),
    Kind.CLOCK_LIMIT: N_("Another limit: %(now)s (until now: %(was)s)"),
    Kind.CLOCK_KIND: N_("Of another kind: %(now)s (until now: %(was)s)"),
    Kind.CLOCK_EXTENDED: N_("Can be extended: %(now)s (until now: %(was)s)"),
    Kind.CLOCK_PAUSED: N_("Pauses on other occasions or for longer"),
    Kind.CLOCK_RUNS: N_("Starts, stops or holds on other occasions"),
}
ROWS = frozenset({Kind.ROW_NEW, Kind.ROW_CHANGED, Kind.ROW_GONE})
OUTSIDE = {"prosecutor": N_("the prosecutor")}
"""Whom letters go to besides roles."""


class Said(msgspec.Struct, frozen=True):
    """One change for people: where it stands, what it is, and whether a guard is taken away."""

    place: str
    words: str
    looser: bool


def reach_words(reach: Iterable[Change], old: Pack, new: Pack) -> list[tuple[str, list[Said]]]:
    """Every section with its changes in words, the empty ones too: that nobody newly reads is an answer."""
    by_section: dict[Section, list[Said]] = {section: [] for section in SECTIONS}
    for one in reach:
        said = Said(place_words(one, old, new), gettext(WORDS[one.kind], **values(one, old, new)), one.looser)
        by_section[one.section].append(said)
    return [(gettext(SECTIONS[section]), found) for section, found in by_section.items()]


def values(one: Change, old: Pack, new: Pack) -> dict[str, str]:
    """What stands for who, was and now."""
    was, now = (words_of(one, word, pack) for word, pack in ((one.was, old), (one.now, new)))
    who = listed(one, one.who, new)
    if one.kind in ROWS:
        pack = old if one.kind is Kind.ROW_GONE else new
        now = listed(one, one.was.split("\n"), old)
        was = tests_words(pack.tables[one.where[0]].rows[int(one.where[1])].when, pack)
    return {"who": who or "–", "was": was or "–", "now": now or "–"}


def words_of(one: Change, word: str, pack: Pack) -> str:  # noqa: C901, PLR0911 - one line for each kind of value
    """One side of a change as *pack* calls it."""
    match one.kind:
        case Kind.ACT_WHEN:
            return guard_words(one, pack)
        case Kind.LETTER | Kind.LETTER_GONE:
            return label(pack.letters[word].title) if word in pack.letters else word
        case Kind.ALARM | Kind.ALARM_GONE:
            return moment_words(word)
        case Kind.FACT_NEW | Kind.FACT_CLASS | Kind.QUESTION_NEW | Kind.QUESTION_CLASS:
            return gettext(CLASSES[word]) if word else ""
        case Kind.RETENTION:
            return months_words(int(word)) if word else gettext("without an end")
        case Kind.CLOCK_KIND:
            return gettext(CLOCK_KINDS[word]) if word else ""
        case Kind.CLOCK_EXTENDED:
            return extension_words(clock_of(one, pack))
        case kind if kind.startswith("clock"):
            rule = clock_of(one, pack)
            return limit_words(rule) if rule is not None and word else ""
        case Kind.OWNER:
            return whom_words(word, pack)
        case Kind.UNIT_KIND | Kind.ROW_CHANGED:
            return word
    return source_words(one, word, pack)


def listed(one: Change, words: Iterable[str], pack: Pack) -> str:
    """People and offices one after the other."""
    offices = one.section is Section.READ
    return ", ".join(dict.fromkeys(who_words(word, pack, offices=offices) for word in words if word))


def who_words(word: str, pack: Pack, *, offices: bool) -> str:
    """A role, an office, a place on duty or an audience. *offices*: a word that is a role too means the office."""
    if word in pack.words.roles and not offices:
        return whom_words(word, pack)
    if word in UNIT_WORDS or word in pack.units or word in pack.procedures:
        return result_words(word, pack)
    return gettext(OUTSIDE[word]) if word in OUTSIDE else whom_words(word, pack)


def place_words(one: Change, old: Pack, new: Pack) -> str:  # noqa: C901, PLR0911 - one line for each kind of place
    """Where the change stands, from the large to the small."""
    where = one.where
    pack = old if one.kind in (Kind.ROW_GONE, Kind.CLOCK_GONE) else new
    match one.kind:
        case Kind.ROW_NEW | Kind.ROW_CHANGED | Kind.ROW_GONE | Kind.ROWS_MOVED:
            return table_name(pack.tables[where[0]])
        case Kind.LADDER | Kind.STAND_IN | Kind.UNIT_NEW | Kind.UNIT_KIND | Kind.OFFICE:
            return who_words(where[0], pack, offices=True)
        case Kind.REGION:
            return label(pack.registers[where[0]][where[1]].label)
        case Kind.LETTER_WORDS:
            return label(pack.letters[where[0]].title)
        case Kind.BODY_NAMED:
            return label(pack.procedures[where[0]].title)
        case Kind.DUTY_PLACE:
            return label(pack.duty.places[where[0]])
        case Kind.DUTY_WORDS:
            return gettext("Duty")
        case Kind.FACT_NEW | Kind.FACT_CLASS:
            return fact_name(where[0], pack)
        case Kind.RETENTION:
            return label(pack.taxonomies["tracks"].terms[where[0]].label)
        case Kind.ALARM | Kind.ALARM_GONE:
            return clock_place(one, pack)
        case kind if kind.startswith("clock"):
            return clock_place(one, pack)
    return place_of_act(where, pack)


def clock_place(one: Change, pack: Pack) -> str:
    rule = clock_of(one, pack)
    title = label(pack.procedures[one.where[0]].title)
    return f"{title} · {label(rule.label) if rule is not None else one.where[1]}"


def clock_of(one: Change, pack: Pack) -> ClockRule | None:
    procedure = pack.procedures.get(one.where[0])
    return procedure.clocks.get(one.where[1]) if procedure is not None else None


def guard_words(one: Change, pack: Pack) -> str:
    name, stage, act = one.where
    found = acts_of(pack.procedures[name]).get((stage, act))
    when: Condition | None = found.when if found is not None else None
    return gettext("always") if when is None else condition_words(when, pack)


def moment_words(word: str) -> str:
    """When an alarm rings."""
    before = parse_duration(word)
    if before is not None:
        return gettext("%(time)s before the end", time=duration_words(before))
    return gettext("when it is late") if word == "late" else gettext("each time")


def extension_words(rule: ClockRule | None) -> str:
    if rule is None or rule.extend_to is None:
        return ""
    times = ngettext("%(num)s time", "%(num)s times", rule.extend_times)
    return gettext("%(times)s, to %(time)s", times=times, time=duration_words(rule.extend_to))


def months_words(months: int) -> str:
    if months % 12:
        return ngettext("%(num)s month", "%(num)s months", months)
    return ngettext("%(num)s year", "%(num)s years", months // 12)
