"""A unit's recovery key: an age key in words, on sheets of paper of which any k open it and k-1 say nothing (SLIP-39).

The secret that is split *is* the private half, not something that it is derived from: with any tool for SLIP-39 and the age
tool a unit opens its cases when this program is gone. `shamir-mnemonic` is not hardened against side channels: sheets are
made on the institution's server once and put together on a machine without a network only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_bytes
from unicodedata import normalize

from cases.errors import BadSheets
from cases.vault.keys import Key, PublicKey, key_of

SECRET = 32
FEWEST, MOST = 2, 16
"""Of sheets: one alone must never open, and SLIP-39 has room for sixteen."""
STRETCHING = 0
"""Exponent of SLIP-39's own passes: there is no passphrase to stretch, the secret is random."""


@dataclass(frozen=True)
class SplitKey:
    """A new recovery key and its sheets: 33 words each. Let go of it once they are printed."""

    key: Key = field(repr=False)
    threshold: int
    sheets: tuple[str, ...] = field(repr=False)


def split_new_key(*, threshold: int, sheets: int) -> SplitKey:
    """A fresh key on *sheets* sheets, any *threshold* of which open it. Raises: ValueError for fewer than two or too many."""
    from shamir_mnemonic import generate_mnemonics  # noqa: PLC0415 - once in the life of a unit's key

    if not FEWEST <= threshold <= sheets <= MOST:
        raise ValueError("a recovery key has 2 to 16 sheets, and at least two of them open it")
    secret = token_bytes(SECRET)
    ((*words,),) = generate_mnemonics(
        group_threshold=1, groups=[(threshold, sheets)], master_secret=secret, iteration_exponent=STRETCHING
    )
    return SplitKey(key_of(secret), threshold, tuple(words))


def join_sheets(sheets: Iterable[str], *, public: PublicKey) -> Key:
    """The recovery key *public* out of the words of its sheets; more than are needed do no harm, nor does their order.

    It is compared with *public*, because a sheet of another secret gives another key without a word.
    Raises: BadSheets: `mistyped` (with the number of the sheet), `mixed`, `too_few` or `other_key`.
    """
    from shamir_mnemonic import MnemonicError, combine_mnemonics  # noqa: PLC0415 - see above
    from shamir_mnemonic.share import Share  # noqa: PLC0415

    shares = {}
    for number, sheet in enumerate(sheets, start=1):
        try:
            share = Share.from_mnemonic(as_words(sheet))
        except MnemonicError:
            raise BadSheets("mistyped", number) from None
        shares[share.identifier, share.index] = share
    if len({identifier for identifier, _ in shares}) > 1:
        raise BadSheets("mixed", 0)
    needed = max((share.member_threshold for share in shares.values()), default=FEWEST)
    if len(shares) < needed:
        raise BadSheets("too_few", needed - len(shares))
    try:
        secret = combine_mnemonics([share.mnemonic() for share in list(shares.values())[:needed]])
    except MnemonicError:
        raise BadSheets("mixed", 0) from None
    key = key_of(secret) if len(secret) == SECRET else None
    if key is None or key.public != public:
        raise BadSheets("other_key", 0)
    return key


def as_words(typed: str) -> str:
    """The words of a sheet as typed: capitals, line breaks and the numbers before the words do not count."""
    return " ".join(word for word in normalize("NFKC", typed).lower().split() if not word.strip(".").isdecimal())
