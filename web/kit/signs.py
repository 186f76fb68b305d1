"""Small drawn signs on a 16 × 16 grid, put into the page so that no script, font or request is needed."""

from functools import cache

from markupsafe import Markup

# Line drawings: each path is stroked in the text's colour.
PATHS = {
    "dot": "M8 7.9v.2",
    "ring": "M8 3a5 5 0 1 1 0 10A5 5 0 1 1 8 3z",
    "here": "M8 3a5 5 0 1 1 0 10A5 5 0 1 1 8 3zM8 7.8v.4",
    "check": "M3 8.5 6.5 12 13 4.5",
    "cross": "M4 4l8 8M12 4l-8 8",
    "arrow": "M6 3.5 10.5 8 6 12.5",
    "clock": "M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2zM8 5v3.2l2.2 1.6",
    "late": "M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2zM8 4.8v4M8 11.2v.1",
    "pause": "M5.5 3.5v9M10.5 3.5v9",
    "urgent": "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1",
    "info": "M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2zM8 7.4v3.8M8 4.8v.1",
    "unread": "M2 4h12v8.5H2zM2 4.5 8 9l6-4.5",
    "mail": "M2 4h12v8.5H2zM2 4.5 8 9l6-4.5",
    "lock": "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "person": "M8 2.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 1 1 0-5.2zM3 14c.4-3 2.3-4.5 5-4.5s4.6 1.5 5 4.5",
    "people": (
        "M6 3a2.2 2.2 0 1 1 0 4.4A2.2 2.2 0 1 1 6 3zM1.5 13c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4"
        "M10.5 3.3a2.1 2.1 0 0 1 0 4M12 9.3c1.5.5 2.3 1.8 2.5 3.7"
    ),
    "child": "M8 2.5a2 2 0 1 1 0 4 2 2 0 1 1 0-4zM8 6.5v4M4.5 7.5h7M8 10.5 5.5 14M8 10.5l2.5 3.5",
    "anonymous": "M8 2.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 1 1 0-5.2zM3 14c.4-3 2.3-4.5 5-4.5s4.6 1.5 5 4.5M2 2l12 12",
    "mine": "M3 13.5V2.5M3 3h9l-2.3 3L12 9H3",
    "flag": "M3 13.5V2.5M3 3h9l-2.3 3L12 9H3",
    "place": "M8 14c-3-3.5-4.5-5.6-4.5-7.5a4.5 4.5 0 0 1 9 0C12.5 8.4 11 10.5 8 14zM8 6.3v.2",
    "building": "M3 13.5v-9L8 2l5 2.5v9M1.5 13.5h13M6 7h.1M10 7h-.1M6 10h.1M10 10h-.1",
    "document": "M4 2h5.500L12 4.500V14H4zM6 7.500h4M6 10.500h4",
    "pen": "M3 13l.6-3L11 2.6 13.4 5 6 12.4z",
    "ball": "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 1 1 0-11zM2.7 7c3.5 1.6 7 1.6 10.6 0",
    "remedy": "M2.500 8.500 5 11l3.500-4.500M8 11l5.500-6.500",
    "shield": "M8 1.800 13 3.500v4c0 3.200-2 5.500-5 6.700-3-1.200-5-3.500-5-6.700v-4z",
}


@cache
def draw_sign(name: str) -> Markup:
    """One sign, hidden from screen readers: the word beside it says the same. KeyError for one that does not exist."""
    return Markup(
        '<svg class="sign sign-{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    ).format(name, PATHS[name])
