"""What is wrong with a form that a template draws by hand: the summary at the head of the page, and the words at a control.

Forms drawn from a questionnaire or an act have theirs in `fields`.
"""

from collections.abc import Mapping

from markupsafe import Markup

from web.i18n import gettext
from web.kit.components import component


def mistakes(problems: Mapping[str, str]) -> Markup:
    """The error summary; *problems* has a marked text for the id of each control. Nothing when there are none."""
    if not problems:
        return Markup("")
    lines = [{"text": gettext(words), "href": f"#{control}"} for control, words in problems.items()]
    return component("error-summary", {"errorList": lines})


def mistake(problems: Mapping[str, str], control: str) -> dict[str, str] | None:
    """What a component takes under `errorMessage`."""
    return {"text": gettext(problems[control])} if control in problems else None
