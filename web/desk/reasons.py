"""Why somebody handles a case or does not, in words: said beside every name that the house suggests or passes over."""

from collections.abc import Mapping
from typing import Any

from cases.worklist.candidates import Reason
from web.i18n import N_, day, decimal, gettext, label, language_name, ngettext
from web.kit.current import current
from web.kit.registers import entry_name

_WORDS = {
    "interest": N_("keeps out of it: %(name)s"),
    "involved": N_("took part in it before"),
    "away": N_("away until %(last)s"),
    "role": N_("has the role for this stage: %(role)s"),
    "other_role": N_("has not the role for this stage: %(role)s"),
    "language": N_("speaks the language of the complaint: %(language)s"),
    "other_language": N_("does not speak the language of the complaint: %(language)s"),
    "least_load": N_("has the least work: %(load)s"),
    "more_load": N_("has more work: %(load)s"),
}


def reason_words(reason: Reason) -> str:
    """One reason for or against somebody as a few words."""
    facts: Mapping[str, Any] = reason.facts
    shown: dict[str, str] = {}
    if "code" in facts:
        shown["name"] = entry_name(facts["code"], facts["register"])
    if "last" in facts:
        shown["last"] = day(facts["last"])
    if "role" in facts:
        known = current().pack.words.roles
        shown["role"] = label(known[facts["role"]]) if facts["role"] in known else "–"
    if "language" in facts:
        shown["language"] = language_name(facts["language"])
    if "load" in facts:
        shown["load"] = decimal(facts["load"])
    return gettext(_WORDS[reason.code], **shown)


def passed_words(passed: Mapping[str, int]) -> list[str]:
    """What was passed over on the way to the next case, and why."""
    counted = {code: number for code, number in passed.items() if number > 0}
    words = []
    if number := counted.get("interest"):
        words.append(
            ngettext(
                "%(num)s case was passed over: you noted that you keep out of what it is about.",
                "%(num)s cases were passed over: you noted that you keep out of what they are about.",
                number,
            )
        )
    if number := counted.get("involved"):
        words.append(
            ngettext(
                "%(num)s case was passed over: it needs somebody who took no part in it before.",
                "%(num)s cases were passed over: they need somebody who took no part in them before.",
                number,
            )
        )
    if number := counted.get("role"):
        words.append(
            ngettext(
                "%(num)s case was passed over: it waits for another role.",
                "%(num)s cases were passed over: they wait for another role.",
                number,
            )
        )
    if number := counted.get("language"):
        words.append(
            ngettext(
                "%(num)s case was passed over: a colleague speaks its language.",
                "%(num)s cases were passed over: a colleague speaks their language.",
                number,
            )
        )
    return words
