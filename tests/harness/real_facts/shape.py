"""How one case is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Answers = Mapping[str, str | Sequence[str]]
Facts = Mapping[str, Sequence[str]]
"""Each fact with what takes it: a question, `people:COLUMN` of the list of people, or `file:NAME`."""


@dataclass(frozen=True)
class RealFacts:
    """One case as its people could bring it: what is answered at filing, what after the code, and where each fact stands."""

    desk: str
    """The unit whose officers read it."""
    core: Answers
    more: Answers
    facts: Facts
    people: Sequence[Mapping[str, str]] = ()
    files: Sequence[str] = field(default=())


CORE: Answers = {
    "danger_24h": "no", "contact_route": "code_only", "about_us": "no", "identity": "named", "consents": "processing",
    "respondent_may_know": "yes",
}  # fmt: skip
