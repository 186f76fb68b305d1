"""Figures as they are kept, and as they come back: the same numbers, whatever the measures say later."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import asdict, fields

from cases.reports.figures import Figures, Histogram, RemedyFigures, Share
from cases.reports.values import Value

HISTOGRAMS: Final = tuple(each.name for each in fields(Figures) if each.default_factory is Histogram)
BY_NUMBER: Final = ("ages", *HISTOGRAMS)


def freeze(figures: Figures) -> dict[str, Any]:
    """*figures* as JSON."""
    plain = {name: value for name in Figures.__struct_fields__ if isinstance(value := getattr(figures, name), int)}
    return {
        **plain,
        **{name: {str(key): number for key, number in getattr(figures, name).items()} for name in BY_NUMBER},
        "outcomes": dict(figures.outcomes),
        "felt": [[*answers, number] for answers, number in sorted(figures.felt.items())],
        "remedies": {kind: asdict(one) for kind, one in figures.remedies.items()},
        "beside": {name: [one.part, one.whole] for name, one in figures.beside.items()},
        "people": [[*kind, number] for kind, number in sorted(figures.people.items())],
        "grounds": dict(figures.grounds),
    }


def thaw(kept: Mapping[str, Any]) -> Figures:
    """What `freeze` kept; figures that did not exist then are nothing."""
    known = set(Figures.__struct_fields__)
    plain: dict[str, Any] = {name: value for name, value in kept.items() if name in known and isinstance(value, int)}
    kinds = {"ages": Counter, **dict.fromkeys(HISTOGRAMS, Histogram)}
    numbered: dict[str, Any] = {
        name: kind({int(key): number for key, number in kept.get(name, {}).items()}) for name, kind in kinds.items()
    }
    return Figures(
        **plain,
        **numbered,
        outcomes=Counter(kept.get("outcomes", {})),
        felt=Counter({(fairness, outcome): number for fairness, outcome, number in kept.get("felt", [])}),
        remedies={kind: RemedyFigures(**one) for kind, one in kept.get("remedies", {}).items()},
        beside={name: Share(*one) for name, one in kept.get("beside", {}).items()},
        people=Counter({(what, sanction): number for what, sanction, number in kept.get("people", [])}),
        grounds=Counter(kept.get("grounds", {})),
    )


def freeze_value(value: Value) -> Any:
    return [value.part, value.whole] if isinstance(value, Share) else value


def thaw_value(kept: Any) -> Value:
    return Share(*kept) if isinstance(kept, list) else kept
