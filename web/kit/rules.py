"""Rules of a pack as people say them: time limits, whom an alarm reaches, what a row of a table asks."""

from collections.abc import Iterable, Mapping

from cases.packs.jurisdiction import Pack
from web.i18n import N_, gettext, label
from web.kit.durations import duration_words
from workflows.clock_rules import Alarm, ClockRule
from workflows.conditions import And, Compares, Condition, Counts, Differs, Equals, Has, Known, Not, OneOf, Or
from workflows.facts import UNKNOWN, Value
from workflows.table_tests import Among, Codes, Range, Test

PLACES = {
    "owner": N_("whoever handles the case"),
    "duty_first": N_("the first on duty"),
    "duty_second": N_("the second on duty"),
    "duty_supervisor": N_("the supervisor on duty"),
    "duty_deputy": N_("the deputy on duty"),
    "head_of_office": N_("the head of the office"),
    "alerted": N_("everyone alerted so far"),
}
UNIT_WORDS = {
    "head_office": N_("head office"),
    "npm": N_("the National Preventive Mechanism"),
    "integrity": N_("the integrity unit"),
    "duty": N_("the duty desk"),
    "region of place": N_("the region where it happened"),
    "region of facility": N_("the region of the facility"),
    "region of residence": N_("the region where the complainant lives"),
}
KINDS = {
    "statutory": N_("set by law; never paused"),
    "internal": N_("our own"),
    "urgent": N_("urgent; runs round the clock and is never paused"),
}
ORDERS = {
    "<": N_("%(what)s: fewer than %(number)s"),
    "<=": N_("%(what)s: at most %(number)s"),
    ">": N_("%(what)s: more than %(number)s"),
    ">=": N_("%(what)s: at least %(number)s"),
    "==": N_("%(what)s: %(number)s"),
    "!=": N_("%(what)s: not %(number)s"),
}


def limit_words(rule: ClockRule) -> str:
    """How long the clock gives, or when it comes round again."""
    if rule.limit is not None:
        return duration_words(rule.limit)
    points = [gettext("after %(time)s", time=duration_words(point)) for point in rule.schedule]
    if rule.every is not None:
        points.append(gettext("every %(time)s", time=duration_words(rule.every)))
    return ", ".join(points)


def clock_notes(rule: ClockRule, pack: Pack) -> list[str]:
    """What else holds for the clock: its kind, when it runs at all, how it is extended, whom its alarms reach."""
    notes = [gettext(KINDS[rule.kind])]
    if rule.when is not None:
        notes.append(gettext("only if %(condition)s", condition=condition_words(rule.when, pack)))
    if rule.extend_to is not None:
        notes.append(gettext("can be extended to %(time)s by a reasoned decision", time=duration_words(rule.extend_to)))
    if rule.pause_most is not None:
        notes.append(gettext("can be paused for at most %(time)s", time=duration_words(rule.pause_most)))
    notes += [alarm_words(alarm, pack) for alarm in rule.alarms if alarm.whom]
    return notes


def alarm_words(alarm: Alarm, pack: Pack) -> str:
    whom = listed(whom_words(word, pack) for word in alarm.whom)
    if alarm.before is not None:
        return gettext("%(time)s before the end: a reminder to %(whom)s", time=duration_words(alarm.before), whom=whom)
    if alarm.moment == "late":
        return gettext("when it is late, told: %(whom)s", whom=whom)
    return gettext("each time, told: %(whom)s", whom=whom)


def whom_words(word: str, pack: Pack) -> str:
    if word in PLACES:
        return gettext(PLACES[word])
    return label(pack.words.roles[word]).lower() if word in pack.words.roles else word


def role_words(roles: Iterable[str], pack: Pack) -> str:
    """Names of roles, in the order of the pack."""
    return ", ".join(label(words) for role, words in pack.words.roles.items() if role in set(roles))


def condition_words(condition: Condition, pack: Pack) -> str:  # noqa: C901, PLR0911 - one line for each kind of condition
    """A condition in words of the pack."""
    match condition:
        case Equals(name, value):
            return f"{fact_name(name, pack)}: {value_words(name, value, pack)}"
        case Differs(name, True):
            return gettext("%(what)s: no or not known", what=fact_name(name, pack))
        case Differs(name, value):
            return gettext(
                "%(what)s: not %(number)s", what=fact_name(name, pack), number=value_words(name, value, pack)
            )
        case OneOf(name, values):
            words = listed(value_words(name, value, pack) for value in values)
            return f"{fact_name(name, pack)}: {words}"
        case Has(name, code):
            return f"{fact_name(name, pack)}: {value_words(name, code, pack)}"
        case Known(name):
            return gettext("%(what)s: known", what=fact_name(name, pack))
        case Compares(name, order, number):
            return gettext(ORDERS[order], what=fact_name(name, pack), number=number)
        case Counts(procedure, order, number):
            title = label(pack.procedures[procedure].title) if procedure in pack.procedures else procedure
            what = gettext("open proceedings “%(title)s”", title=title)
            return gettext(ORDERS[order], what=what, number=number)
        case Not(part):
            return gettext("not (%(part)s)", part=condition_words(part, pack))
        case And(parts):
            return gettext(" and ").join(condition_words(part, pack) for part in parts)
        case Or(parts):
            return gettext(" or ").join(condition_words(part, pack) for part in parts)


def test_words(name: str, test: Test, pack: Pack) -> str:
    """What a row of a table asks of one fact."""
    what = fact_name(name, pack)
    match test:
        case Among(values, outside):
            if values == {UNKNOWN}:
                return gettext("%(what)s: known", what=what) if outside else gettext("%(what)s: unknown", what=what)
            words = listed(value_words(name, value, pack) for value in sorted(values, key=str))
            return gettext("%(what)s: not %(number)s", what=what, number=words) if outside else f"{what}: {words}"
        case Range(lowest, highest):
            fact = pack.facts[name]
            if highest >= fact.highest:
                return gettext("%(what)s: at least %(number)s", what=what, number=lowest)
            if lowest <= fact.lowest:
                return gettext("%(what)s: at most %(number)s", what=what, number=highest)
            return f"{what}: {lowest}–{highest}"
        case Codes(any_of, all_of, none_of):
            parts = [listed(value_words(name, code, pack) for code in sorted(codes)) for codes in (any_of, all_of)]
            parts += [gettext("not %(value)s", value=value_words(name, code, pack)) for code in sorted(none_of)]
            return f"{what}: {', '.join(part for part in parts if part)}"


def tests_words(tests: Mapping[str, Test], pack: Pack) -> str:
    """What a whole row asks; a row that asks nothing stands for all other cases."""
    return gettext(" and ").join(test_words(name, test, pack) for name, test in tests.items()) or gettext(
        "in all other cases"
    )


def result_words(value: object, pack: Pack) -> str:
    """What a row gives: units by name, procedures by title, the rest as it is written."""
    if isinstance(value, tuple | list):
        return listed(result_words(each, pack) for each in value)
    word = str(value)
    if word in UNIT_WORDS:
        return gettext(UNIT_WORDS[word])
    if word in pack.units:
        return label(pack.units[word].name)
    return label(pack.procedures[word].title) if word in pack.procedures else word


def fact_name(name: str, pack: Pack) -> str:
    return label(pack.facts[name].label) if name in pack.facts else name


def value_words(name: str, value: Value, pack: Pack) -> str:
    """A value of a fact as the pack calls it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    fact = pack.facts.get(name)
    if value == UNKNOWN:
        return gettext("unknown")
    return label(fact.options[str(value)]) if fact is not None and str(value) in fact.options else str(value)


def listed(words: Iterable[str]) -> str:
    """Words one after the other, the last after “or”."""
    found = list(dict.fromkeys(words))
    return gettext(" or ").join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
