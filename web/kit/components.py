"""GOV.UK Frontend components by their own parameters, as safe HTML in the page's language.

The ported macros read attributes of missing parameters, so they live in an environment of their own where that gives
nothing; our own templates stay strict.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import ChainableUndefined, PackageLoader, PrefixLoader
from markupsafe import Markup

from web.i18n import N_, gettext
from web.kit.quick_templates import QuickEnvironment
from web.kit.stylesheet import NOT_DRAWN

_environment = QuickEnvironment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


BUTTON = "button"
PLAIN = frozenset({"text", "classes", "preventDoubleClick"})
"""What a button says and how it looks; others have an address or a value too."""


def component(name: str, params: Mapping[str, Any]) -> Markup:
    """One component (`"dateInput"`, `"date-input"`) drawn with the parameters of its Nunjucks documentation.

    Texts under `text` are escaped, those under `html` must be Markup already. Raises: ValueError for a component that
    is not drawn here, TypeError for plain text under `html`.
    """
    if name == BUTTON and params.keys() <= PLAIN:
        return _button(tuple(params.items()))
    return _draw(name, params)


@lru_cache(maxsize=1024)
def _button(params: tuple[tuple[str, str | bool], ...]) -> Markup:
    """Kept: a page of a case has thirty, and no button has words of a person in it."""
    return _draw(BUTTON, dict(params))


def _draw(name: str, params: Mapping[str, Any]) -> Markup:
    slug = _slug(name)
    if slug in NOT_DRAWN:
        raise ValueError(f"{name}: its rules are not in our stylesheet; draw it with kit/parts.html")
    _refuse_raw_html(params)
    return Markup(_macro(slug)({**_translated_defaults(slug), **params}).strip())  # noqa: S704 - made by an escaping environment


@cache
def _slug(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda found: "-" + found.group(1).lower(), name)


@cache
def _macro(slug: str) -> Callable[[Mapping[str, Any]], str]:
    template = _environment.get_template(f"govuk_frontend_jinja/components/{slug}/macro.html")
    camel = "govuk" + "".join(part.capitalize() for part in slug.split("-"))
    macro: Callable[[Mapping[str, Any]], str] = getattr(template.module, camel)
    return macro


def _refuse_raw_html(params: object) -> None:
    """Plain text under a key that is not escaped is a hole: refuse it where it is made."""
    if isinstance(params, Mapping):
        for key, value in params.items():
            if key == "html" and isinstance(value, str) and not isinstance(value, Markup):
                raise TypeError("`html` takes Markup; use `text` for text")
            _refuse_raw_html(value)
    elif isinstance(params, list | tuple):
        for value in params:
            _refuse_raw_html(value)


DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "error-summary": {"titleText": N_("There is a problem")},
    "error-message": {"visuallyHiddenText": N_("Error")},
    "back-link": {"text": N_("Back")},
    "skip-link": {"text": N_("Skip to main content")},
    "warning-text": {"iconFallbackText": N_("Warning")},
    "password-input": {
        "showPasswordText": N_("Show"),
        "hidePasswordText": N_("Hide"),
        "showPasswordAriaLabelText": N_("Show password"),
        "hidePasswordAriaLabelText": N_("Hide password"),
        "passwordShownAnnouncementText": N_("Your password is visible"),
        "passwordHiddenAnnouncementText": N_("Your password is hidden"),
    },
}
"""The English words that components say by themselves."""


def _translated_defaults(slug: str) -> dict[str, str]:
    return {name: gettext(text) for name, text in DEFAULTS.get(slug, {}).items()}
