"""The summary at the top of a page of what is wrong on it."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from web.i18n import label
from web.kit.components import component
from web.kit.problems import problem_words
from workflows.fields import Field, FieldKind, Problem

DATE_KINDS: Final = (FieldKind.DATE, FieldKind.PARTIAL_DATE)


def error_summary(fields: Sequence[Field], problems: Mapping[str, Problem] | None, *, prefix: str = "") -> Markup:
    """All problems of a page with links to their controls, in the order of the page; nothing when there are none."""
    if not problems:
        return Markup("")
    known = {field.name: field for field in fields}
    items: list[dict[str, str]] = []
    for name in [*(name for name in known if name in problems), *(name for name in problems if name not in known)]:
        field = known.get(name)
        words = problem_words(problems[name], field)
        if field is None:
            items.append({"text": f"{words}: {name[:60]}"})
            continue
        target = f"#{prefix}{name}" + ("-day" if field.kind in DATE_KINDS else "")
        items.append({"text": f"{label(field.label)} – {words}" if len(known) > 1 else words, "href": target})
    return component("error-summary", {"errorList": items})
