"""Receipt codes: twenty digits that only the complainant has, and what they give: a way to find, a key to open."""

from dataclasses import dataclass, field
from secrets import randbelow
from threading import BoundedSemaphore

from cases.check_digits import check_digit, is_checked
from cases.errors import BadCode
from cases.typed_digits import read_digits
from cases.vault.expanding import expand
from cases.vault.keys import Key, derive_key
from cases.vault.pepper import Pepper
from cases.vault.stretching import code_gate, stretch

LENGTH = 20
"""19 random digits (63 bits) and one that checks them."""
GROUP = 4
SALT_VERSION = 1
"""Goes into the mailbox's row: which salt, and so which pepper and cost, its look-up value was made with."""


@dataclass(frozen=True)
class Code:
    """A code that checks. `str` gives five groups of four, for the eye and the slip; the repr hides it."""

    digits: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.digits) != LENGTH or not self.digits.isascii() or not self.digits.isdecimal():
            raise BadCode("length")
        if not is_checked(self.digits):
            raise BadCode("check")

    def __str__(self) -> str:
        return " ".join(self.digits[start : start + GROUP] for start in range(0, LENGTH, GROUP))


@dataclass(frozen=True)
class CodeKeys:
    """What a code gives: *lookup* finds the mailbox and opens nothing; *key* opens its wrap and finds nothing.

    *draft* opens a form that was saved under the code before it was sent, and *draft_lookup* finds it: values of their own,
    so that a row which is left in some old copy leads nobody from the form to the mailbox.
    """

    lookup: bytes = field(repr=False)
    key: Key = field(repr=False)
    draft: bytes = field(repr=False)
    draft_lookup: bytes = field(repr=False)


def new_code() -> Code:
    """A fresh code. Leading zeros are as likely as any digit."""
    digits = f"{randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}}"
    return Code(digits + check_digit(digits))


def parse_code(text: str) -> Code:
    """The code that a person typed, with blanks, dashes or wide digits as they like. Raises: BadCode."""
    digits = read_digits(text)
    if digits is None:
        raise BadCode("characters")
    return Code(digits)


def derive(code: Code, pepper: Pepper, *, gate: BoundedSemaphore = code_gate) -> CodeKeys:
    """Stretch *code* (about 50 ms, outside any transaction) into what finds and what opens its mailbox.

    The salt is the same for all codes, because the code alone must find the mailbox; a code has 63 random bits.
    *gate*: whom it waits with; the mailboxes' doors have their own.
    """
    salt = pepper.key(f"code salt {SALT_VERSION}")
    stretched = stretch(code.digits.encode(), pepper.key("codes"), salt, cost=pepper.code_cost, gate=gate)
    return CodeKeys(
        lookup=expand(stretched, "look-up"),
        key=derive_key(stretched, "identity"),
        draft=expand(stretched, "draft"),
        draft_lookup=expand(stretched, "look-up of the draft"),
    )
