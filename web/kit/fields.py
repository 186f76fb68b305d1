"""A questionnaire's question or an act's ask as it stands on one page: what was typed, what is wrong, how it looks."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from web.i18n import gettext, label
from web.kit.problems import problem_words
from workflows.fields import Field, Problem

Raw = Mapping[str, Sequence[str]]
NOTHING: Final[Raw] = {}
NO_PROBLEMS: Final[Mapping[str, Problem]] = {}


class Look(msgspec.Struct, frozen=True):
    """How a control is drawn where pages differ: its label as the h1, small boxes for the desk, a prefix of ids."""

    heading: bool = False
    small: bool = False
    prefix: str = ""
    reply_to: str = ""
    """The complainant's language, where a reply to them is asked for."""

    def classes(self, name: str, *more: str) -> dict[str, str]:
        """The class parameter of a component in this look."""
        return {"classes": " ".join((*((f"govuk-{name}--small",) if self.small else ()), *more))}


class Asked(msgspec.Struct, frozen=True):
    """One field on one page: what was typed so far, what is wrong with it, and how it looks."""

    field: Field
    raw: Raw
    problem: Problem | None
    look: Look

    @property
    def typed(self) -> list[str]:
        return list(self.raw.get(self.field.name, ()))

    @property
    def last(self) -> str:
        return " ".join(self.typed[-1:])

    @property
    def id(self) -> str:
        return self.look.prefix + self.field.name

    @property
    def words(self) -> str:
        """The label; what may be left out says so."""
        words = label(self.field.label)
        return words if self.field.required else gettext("%(question)s (optional)", question=words)

    def common(self) -> dict[str, Any]:
        """Parameters of every component: name, hint and problem."""
        params: dict[str, Any] = {"name": self.field.name}
        if self.field.hint:
            params["hint"] = {"text": label(self.field.hint)}
        if self.problem:
            params["errorMessage"] = {"text": problem_words(self.problem, self.field)}
        return params

    def single(self) -> dict[str, Any]:
        """Parameters of a component with one control."""
        size = "govuk-label--l" if self.look.heading else "govuk-label--s"
        words = {"text": self.words, "isPageHeading": self.look.heading, "classes": size}
        return {**self.common(), "id": self.id, "value": self.last, "label": words}

    def group(self) -> dict[str, Any]:
        """Parameters of a component with several controls under one legend."""
        size = "govuk-fieldset__legend--l" if self.look.heading else "govuk-fieldset__legend--s"
        legend = {"text": self.words, "isPageHeading": self.look.heading, "classes": size}
        return {**self.common(), "idPrefix": self.id, "fieldset": {"legend": legend}}
