"""Colours of charts and what can be read on them (WCAG 2.2, relative luminance)."""

INK = "#0b2545"
PAPER = "#ffffff"

LINEAR_BELOW = 0.04045


def ink_on(colour: str) -> str:
    """Night blue or white, whichever stands out more on *colour* (`#rrggbb`)."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
