"""What is wrong with an answer, in words: what to do, never whose fault it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from web.i18n import N_, day, gettext, label, whole
from web.kit.current import current
from workflows.fields import Field, Problem

_ANSWER = N_("Enter an answer")
_CHECK = N_("Check this answer")
_MISSING = {
    "choice": N_("Choose one answer"),
    "boolean": N_("Choose yes or no"),
    "choices": N_("Choose at least one answer"),
    "date": N_("Enter the day, month and year"),
    "partial_date": N_("Enter at least the year"),
    "whole": N_("Enter a number"),
    "money": N_("Enter an amount"),
    "entry": N_("Choose from the list"),
    "unit": N_("Choose from the list"),
}
_WRONG = {
    "unknown_choice": N_("Choose one of the answers shown"),
    "too_long": N_("Shorten this to %(limit)s characters or fewer"),
    "not_a_date": N_("Enter a date that exists, such as 5\u00a011\u00a02026"),
    "forbidden_characters": N_("Remove the characters that cannot be shown: they may have come with a copied text"),
    "impossible_combination": N_("Either this answer alone, or the others"),
    "unknown_case": N_("Enter the number of another case that you can open, such as 2026-481516-3"),
    "walled_case": N_("Somebody who must be kept out of the one case reads the other: choose another case"),
    "unopened_case": N_("Your keys do not open that complaint: ask a colleague who reads it"),
    "other_digits": N_("These are not the last four digits of the new code: look at your paper again"),
    "nameless": N_("Nobody gave us a name here, so nobody can show that this code was theirs"),
    "yourself": N_("You cannot do this to yourself: ask a colleague who reads the case"),
    "too_few_left": N_(
        "Too few would be left: at least two people must read the case, and one of them decide. Let the other unit handle it"
    ),
    "stand_in_excluded": N_("The other unit has somebody who must be kept out: choose that the same unit handles it"),
    "names_complainant": N_(
        "This names the complainant, who did not agree that this body may know. Write it without the name and the number"
    ),
    "not_for_visits": N_("One of these is no complaint, or somebody is kept out of it: leave it out"),
    "several_places": N_("A visit goes to one place: tick complaints that name the same place where people are held"),
    "too_few_cases": N_("Tick at least two. For one complaint alone, the case itself has an act for a visit"),
    "file_of_complainant": N_(
        "The complainant sent this file and did not agree to be named to this body. Give one of ours that tells nothing of them"
    ),
    "not_cleaned": N_(
        "No cleaned copy of this file can be made, so it is not given out. Save it as PDF, add it to the case and choose that"
    ),
    "not_an_email": N_("Enter an e-mail address such as name@example.kz"),
    "not_a_phone": N_("Enter a telephone number with its country, such as +7 701 123 45 67"),
    "not_a_time": N_("Enter a time such as 20:00"),
    "code_in_custody": N_("No code is left with somebody in custody: take the tick away"),
    "walled_family": N_("Somebody is kept out of one of the two cases: it stands alone"),
    "own_child": N_("That case is itself a part of this one"),
    "box_closed": N_("The protocol of this box is closed: begin another one"),
    "box_full": N_("All %(counted)s counted letters are entered. If there are more, count again in the protocol"),
    "over": N_("This is over already: enter a later one"),
    "gaps_left": N_("Still to be written: %(gaps)s"),
    "not_their_language": N_("The complainant does not read this language: add the text in theirs"),
    "names_go_out": N_("Look at the names that would go out, and say that they may"),
    "no_consent": N_("They did not choose this way: say that they agreed to it, or choose another"),
    "not_between": N_("Enter a day from the sending until today"),
    "unexpected": N_("This page does not ask for this"),
}


def problem_words(problem: Problem, field: Field | None = None) -> str:
    """The sentence beside the field and in the error summary."""
    kind = str(field.kind) if field else "text"
    facts = _shown(problem.facts)
    match problem.code:
        case "required":
            return gettext(_MISSING.get(kind, _ANSWER))
        case "not_a_number" if kind == "money":
            return gettext("Enter an amount in figures, such as 15 000 or 15 000,50")
        case "not_a_number":
            return gettext("Enter a whole number in figures, such as 15")
        case "out_of_range":
            return _range_words(kind, facts)
        case "must_differ":
            return must_differ_words(str(problem.facts["fact"]))
        case code:
            return gettext(_WRONG.get(code, _CHECK), **facts)


def must_differ_words(name: str) -> str:
    """That something cannot be chosen because the fact of this *name* says that it is just that."""
    fact = current().pack.facts[name]
    return gettext("This cannot be chosen: it is the “%(other)s”. Choose another", other=label(fact.label))


def _range_words(kind: str, facts: Mapping[str, str]) -> str:
    lowest, highest = facts.get("lowest"), facts.get("highest")
    if kind in {"date", "partial_date"}:
        if lowest:
            return gettext("Enter a date from %(lowest)s to %(highest)s", lowest=lowest, highest=highest or "…")
        return gettext("The date cannot be in the future")
    if lowest and highest:
        return gettext("Enter a number from %(lowest)s to %(highest)s", lowest=lowest, highest=highest)
    if lowest:
        return gettext("Enter a number of at least %(lowest)s", lowest=lowest)
    return gettext("Enter a number of at most %(highest)s", highest=highest or "")


def _shown(facts: Mapping[str, Any]) -> dict[str, str]:
    """The problem's facts as the language writes them."""
    shown: dict[str, str] = {}
    for name, value in facts.items():
        match value:
            case None:
                continue
            case bool() | str():
                shown[name] = str(value)
            case int():
                shown[name] = whole(value)
            case date():
                shown[name] = day(value)
            case Sequence():
                shown[name] = ", ".join(str(one) for one in value)
            case _:
                shown[name] = str(value)
    return shown
