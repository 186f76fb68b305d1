"""Who would newly receive, and what is kept how: letters' words, alarms, the duty, classes of facts, terms of keeping."""

from collections.abc import Iterator

from cases.errors import SealedMadeClear
from cases.packs.jurisdiction import Pack
from cases.publication.change import Change, Kind
from cases.publication.doers import acts_of
from workflows.clock_rules import ClockRule
from workflows.facts import Secrecy
from workflows.fields import Field

ORDER = (Secrecy.SEALED, Secrecy.STATISTICS, Secrecy.ROUTING)
"""From what nobody reads to what anybody who gets the database reads."""
Classes = dict[tuple[str, str], Secrecy]
"""Whose and which question → how its answer is kept; of several under one name the clearest."""


def new_receivers(old: Pack, new: Pack) -> Iterator[Change]:
    """Letters that say something else, and whom clocks and the duty newly reach."""
    for name, letter in new.letters.items():
        before = old.letters.get(name)
        if before is not None and (before.title, before.body) != (letter.title, letter.body):
            yield Change(Kind.LETTER_WORDS, (name,))
    for name, procedure in new.procedures.items():
        known = old.procedures[name].clocks if name in old.procedures else {}
        for clock, rule in procedure.clocks.items():
            yield from changed_alarms((name, clock), known.get(clock), rule)
    for name, page in new.bodies.pages.items():
        if name not in old.bodies.pages or old.bodies.pages[name].may_name != page.may_name:
            yield Change(Kind.BODY_NAMED, (name,))
    for place in new.duty.places:
        if place not in old.duty.places:
            yield Change(Kind.DUTY_PLACE, (place,))
    if old.duty != new.duty and list(old.duty.places) == list(new.duty.places):
        yield Change(Kind.DUTY_WORDS)


def changed_alarms(where: tuple[str, ...], old: ClockRule | None, new: ClockRule) -> Iterator[Change]:
    before, after = alarms(old), alarms(new)
    for (moment, do), whom in after.items():
        if added := tuple(one for one in whom if one not in before.get((moment, do), ())):
            yield Change(Kind.ALARM, where, added, do, moment)
    for (moment, do), whom in before.items():
        if lost := tuple(one for one in whom if one not in after.get((moment, do), ())):
            yield Change(Kind.ALARM_GONE, where, lost, do, moment)


def alarms(rule: ClockRule | None) -> dict[tuple[str, str], tuple[str, ...]]:
    """When and what → whom. When: `late`, `due`, or how long before the end."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for alarm in rule.alarms if rule else ():
        key = (str(alarm.before) if alarm.before else str(alarm.moment), alarm.do)
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *alarm.whom)))
    return found


def newly_clear(old: Pack, new: Pack) -> Iterator[Change]:
    """Facts and questions that are new in the clear or move between classes, and other terms of keeping.

    Raises: SealedMadeClear.
    """
    refuse_clearer(old, new)
    for name, fact in new.facts.items():
        before = old.facts.get(name)
        if before is None and fact.secrecy is not Secrecy.SEALED:
            yield Change(Kind.FACT_NEW, (name,), (), "", fact.secrecy)
        elif before is not None and before.secrecy is not fact.secrecy:
            yield Change(Kind.FACT_CLASS, (name,), (), before.secrecy, fact.secrecy)
    known = classes_of(old)
    for place, secrecy in classes_of(new).items():
        if place not in known and secrecy is not Secrecy.SEALED:
            yield Change(Kind.QUESTION_NEW, place, (), "", secrecy)
        elif place in known and known[place] is not secrecy:
            yield Change(Kind.QUESTION_CLASS, place, (), known[place], secrecy)
    for track in new.taxonomies["tracks"].terms:
        was, now = old.retention.months(track), new.retention.months(track)
        if was != now:
            yield Change(Kind.RETENTION, (track,), (), str(was or ""), str(now or ""))


def refuse_clearer(old: Pack, new: Pack) -> None:
    """What was sealed stays sealed under its name: what people told us so was told on that promise (design 04 §4.4).

    A question counts by its name in whatever questionnaire it stands: moving it elsewhere makes it no other question.
    Raises: SealedMadeClear.
    """
    for name, fact in old.facts.items():
        after = new.facts.get(name)
        if fact.secrecy is Secrecy.SEALED and after is not None and after.secrecy is not Secrecy.SEALED:
            raise SealedMadeClear(name)
    later = by_name(new)
    for place, secrecy in by_name(old).items():
        if secrecy is Secrecy.SEALED and later.get(place, Secrecy.SEALED) is not Secrecy.SEALED:
            raise SealedMadeClear(place[1])


def classes_of(pack: Pack) -> Classes:
    """Every question by the file that asks it."""
    found: Classes = {}
    for name, questionnaire in pack.questionnaires.items():
        for page in questionnaire.pages:
            note(found, name, page.questions)
    for name, procedure in pack.procedures.items():
        for act in acts_of(procedure).values():
            note(found, name, act.asks)
    return found


def by_name(pack: Pack) -> Classes:
    """Questions of all questionnaires under their bare names; those of acts by their procedure."""
    found: Classes = {}
    for (whose, name), secrecy in classes_of(pack).items():
        place = ("", name) if whose in pack.questionnaires else (whose, name)
        found[place] = clearest(found.get(place), secrecy)
    return found


def note(found: Classes, whose: str, asked: tuple[Field, ...]) -> None:
    for each in asked:
        found[whose, each.name] = clearest(found.get((whose, each.name)), each.secrecy)


def clearest(one: Secrecy | None, other: Secrecy) -> Secrecy:
    return other if one is None else max(one, other, key=ORDER.index)
