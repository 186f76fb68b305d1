"""What was done of what is asked, as a kept report keeps it, and as it comes back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import asdict

from cases.reports.documents.frozen import freeze, thaw
from cases.reports.principles.evidence import Done
from cases.reports.principles.proposals import Proposal
from cases.reports.principles.reading import Fulfilled
from cases.reports.principles.recommended import Recommended

FULFILLED: Final = "fulfilled"
"""Its key among the numbers of a kept report."""


def freeze_fulfilled(fulfilled: Fulfilled) -> dict[str, Any]:
    """*fulfilled* as JSON, without the numbers of cases: a report lasts longer than who may open one."""
    return {
        "figures": {track: freeze(figures) for track, figures in fulfilled.figures.items()},
        "done": {act: [one.times, one.last.isoformat()] for act, one in fulfilled.done.items()},
        "recommended": [asdict(one) for one in fulfilled.recommended],
        "proposals": [
            asdict(one) | {"reference": "", "stage": dict(one.stage), "since": one.since.isoformat()}
            for one in fulfilled.proposals
        ],
    }


def thaw_fulfilled(kept: Mapping[str, Any]) -> Fulfilled:
    return Fulfilled(
        figures={track: thaw(figures) for track, figures in kept.get("figures", {}).items()},
        done={act: Done(times, date.fromisoformat(last)) for act, (times, last) in kept.get("done", {}).items()},
        recommended=tuple(Recommended(**one) for one in kept.get("recommended", [])),
        proposals=tuple(
            Proposal(**(one | {"since": date.fromisoformat(one["since"])})) for one in kept.get("proposals", [])
        ),
    )
