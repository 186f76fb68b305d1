"""A kept report comes back whole, whichever figures are added later."""

from collections import Counter
from typing import Any

from msgspec.structs import fields

from cases.reports.documents.frozen import freeze, thaw
from cases.reports.figures import Figures, Histogram, RemedyFigures, Share

FULL: dict[str, Any] = {
    "ages": Counter({2: 3}), "outcomes": Counter({"found": 4}), "felt": Counter({("fair", "content"): 5}),
    "remedies": {"compensation": RemedyFigures(recommended=6)}, "beside": {"adequate_answers": Share(7, 8)},
    "people": Counter({("restored", ""): 9}), "grounds": Counter({"SEX": 10}),
}  # fmt: skip


def test_every_field_comes_back_as_it_was_kept() -> None:
    known = dict(FULL)
    for number, each in enumerate(fields(Figures), 11):
        if each.default_factory is Histogram:
            known[each.name] = Histogram({number: 2})
        elif each.name not in known:
            known[each.name] = number
    whole = Figures(**known)
    assert not [each.name for each in fields(Figures) if getattr(whole, each.name) == getattr(Figures(), each.name)]
    assert thaw(freeze(whole)) == whole
