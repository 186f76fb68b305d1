"""When more complaints than before are worth a look: a rule that can be said in one sentence and counted by hand."""

from math import comb
from typing import Final

BY_CHANCE: Final = 0.05
"""An unusual rise comes by chance less often than one time in twenty."""


def unusual(recent: int, before: int) -> bool:
    """Whether *recent* complaints are unusually many beside those of an equally long time *before*. Both are 0 or more.

    Were nothing different, each of them would have fallen into either time with equal chance; a rise is unusual where so
    many, or more, would then fall into the recent one less often than `BY_CHANCE` (the conditional test of two Poisson
    counts: J. Przyborowski, H. Wilenski, Biometrika 31, 1940). Fewer than five are never enough.
    """
    together = recent + before
    as_many = sum(comb(together, many) for many in range(recent, together + 1))
    return bool(as_many < BY_CHANCE * 2**together)
