"""What says who somebody is, in one spelling: a personal number, a telephone, an e-mail address."""

import re

from cases.search.rules import SearchRules

EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]+")
DIGITS = re.compile(r"\+?\d(?:[\s().\u2010-\u2015-]*\d)*")
NO_DIGIT = re.compile(r"\D")


def identifiers_in(text: str, rules: SearchRules) -> frozenset[str]:
    """Every identifier of *text*, with its kind before it; what is too short or too long to be one is none."""
    found = {f"email:{match[0].casefold()}" for match in EMAIL.finditer(text)}
    for match in DIGITS.finditer(EMAIL.sub(" ", text)):
        digits = NO_DIGIT.sub("", match[0])
        if rules.number and len(digits) == rules.number:
            found.add(f"number:{digits}")
        elif phone := phone_of(digits, rules, abroad=match[0].startswith("+")):
            found.add(f"phone:{phone}")
    return frozenset(found)


def phone_of(digits: str, rules: SearchRules, *, abroad: bool) -> str | None:
    """The number as it is dialled from abroad; None for what is no telephone number."""
    known = rules.phones
    if known is None:
        return None
    for before in (known.country, known.trunk, ""):
        if digits.startswith(before) and len(digits) == len(before) + known.digits:
            return known.country + digits[len(before) :]
    return digits if abroad and known.digits - 2 <= len(digits) else None
