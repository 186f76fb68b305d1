"""Why an act is not open, in words: said beside the act, with the values that decide it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from web.i18n import N_, gettext, label, whole
from web.kit.current import current
from web.kit.problems import must_differ_words
from workflows.engine import Refusal
from workflows.names import OFFICE_WORDS

_OTHER = N_("This cannot be done now.")
_REASONS = {
    "unknown_act": N_("The procedure does not know this act."),
    "not_at_this_stage": N_("Not at this stage."),
    "missing_answers": N_("Some answers are missing or cannot be right."),
    "same_person": N_("A second person must confirm: not the one who began it."),
    "ended": N_("This proceeding has ended."),
    "extension_used_up": N_("The time limit has been extended as often as the rules allow."),
    "not_running": N_("The time limit is not running, so it cannot be extended."),
    "nothing_pending": N_("Nothing waits for a second person."),
    "no_unit": N_("First say which unit it concerns."),
    "no_key": N_("Only somebody who can open the case can let another unit read it."),
    "walled": N_("Somebody of that unit must be kept out of this case, so it cannot be let in."),
    "nothing_filed": N_("No complaint was filed in this case, so there is nothing to divide."),
    "no_such_unit": N_("This unit cannot be let in: it has no key that we can check."),
    "unit_confirms_first": N_("Somebody in the unit of the case can still confirm it, so it is theirs."),
    "involved": N_("You took part in an earlier decision, so somebody else must do this."),
}


def refusal_words(refusal: Refusal) -> str:
    """One or two sentences about why the procedure does not allow an act now."""
    facts: Mapping[str, Any] = refusal.facts
    telling = _TELLING.get(refusal.reason)
    return gettext(_REASONS.get(refusal.reason, _OTHER)) if telling is None else telling(facts)


_TELLING: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "not_your_role": lambda facts: gettext("For another role: %(roles)s.", roles=_roles(facts["roles"])),
    "needs_second_person": lambda facts: gettext(
        "It waits for a second person: %(roles)s.", roles=_roles(facts["roles"])
    ),
    "guard": lambda facts: gettext(
        "It depends on something that does not hold yet: %(values)s.", values=_values(facts["values"])
    ),
    "not_your_unit": lambda facts: gettext("For another unit: %(unit)s.", unit=_unit(facts["unit"])),
    "others_confirm": lambda facts: gettext(
        "Nobody in the unit of the case is left to confirm it. Now it is for: %(who)s.",
        who=_office(facts["otherwise"]),
    ),
    "must_differ": lambda facts: must_differ_words(facts["fact"]) + ".",
    "not_told_yet": lambda facts: gettext(
        "The complainant has to be told first: %(letters)s.", letters=_letters(facts["letters"])
    ),
}
"""Reasons whose words need the values."""


def _roles(roles: Any) -> str:
    known = current().pack.words.roles
    return ", ".join(label(known[role]) if role in known else role for role in roles)


def _unit(code: str | None) -> str:
    unit = current().pack.units.get(code or "")
    return gettext("not known") if unit is None else label(unit.name)


def _office(word: str) -> str:
    """A role, or an office of the institution, by its word in the pack."""
    return _unit(getattr(current().pack.institution, word, "")) if word in OFFICE_WORDS else _roles([word])


def _letters(names: Any) -> str:
    known = current().pack.letters
    return ", ".join(label(known[name].title) if name in known else name for name in names)


def _values(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{_fact_name(name)}: {_value(name, value)}" for name, value in values.items())


def _fact_name(name: str) -> str:
    procedure = re.fullmatch(r"open\.(\w+)", name)
    if procedure:
        known = current().pack.procedures.get(procedure.group(1))
        return gettext("still open, %(procedure)s", procedure=label(known.title) if known else procedure.group(1))
    fact = current().pack.facts.get(name)
    return label(fact.label) or name if fact else name


def _value(name: str, value: Any) -> str:
    if value == "unknown":
        return gettext("not known")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int):
        return whole(value)
    fact = current().pack.facts.get(name)
    words = {code: label(text) for code, text in fact.options.items()} if fact else {}
    values = [value] if isinstance(value, str) else list(value)
    return ", ".join(words.get(one, str(one)) for one in values)
