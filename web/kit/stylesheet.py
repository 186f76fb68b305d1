"""The one stylesheet: GOV.UK Frontend's compiled rules with our font, less what we never draw, then our own rules."""

import re
from collections.abc import Iterator

FONT = '"Noto Sans",sans-serif'
# Components that no page of ours draws: the kit has a header, tabs, tags, notices and page links of its own.
# The first page stays small.
NOT_DRAWN = (
    "accordion",
    "breadcrumbs",
    "cookie-banner",
    "exit-this-page",
    "footer",
    "generic-header",
    "header",
    "logo",
    "notification-banner",
    "pagination",
    "panel",
    "phase-banner",
    "section-break",
    "service-navigation",
    "tabs",
    "tag",
    "task-list",
)
# Beginnings of classes that our templates do without: helpers by the hundred, variants, columns, what scripts of theirs draw.
NOT_USED = (
    r"\!-display",
    r"\!-font-size",
    r"\!-margin",
    r"\!-padding",
    r"\!-static",
    r"\!-text",
    "back-link--inverse",
    "button--inverse",
    "clearfix",
    "drop-zone",
    "file-upload-button",
    "grid-column-one",
    "grid-column-three",
    "link--inverse",
    "link--muted",
    "link--no",
    "link--text",
    "link-image",
)

_FOREIGN_CLASS = re.compile(
    r"\.govuk-(?:" + "|".join(re.escape(name) for name in (*NOT_DRAWN, *NOT_USED)) + r")(?![a-z])"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def compose(upstream: str, own: str) -> str:
    """The stylesheet as served. Only rules of the vendored file change; its licence is named in a first comment."""
    kept = "".join(_kept(_COMMENT.sub("", upstream)))
    kept = kept.replace("GDS Transport,arial,sans-serif", FONT)
    return f"/* GOV.UK Frontend, MIT licence, Crown Copyright; changed */{kept}\n{_squeezed(own)}"


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule of minified CSS as (selectors or at-rule, body); a statement such as @charset has no body."""
    start = 0
    while start < len(css):
        mark = re.compile(r"[{;]").search(css, start)
        if mark is None:
            return
        if mark.group() == ";":
            yield css[start : mark.end()], None
            start = mark.end()
            continue
        depth, end = 1, mark.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start : mark.start()].strip(), css[mark.end() : end - 1]
        start = end


def _kept(css: str) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield head
        elif head.startswith("@font-face"):
            continue
        elif head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in head.split(",") if not _FOREIGN_CLASS.search(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _squeezed(css: str) -> str:
    """Our own rules without comments and runs of white space."""
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", _COMMENT.sub("", css))).strip()
