"""What people are told an office is called: a region's own name alone would read as a place."""

from cases.packs.institution import Unit
from web.i18n import gettext, label

REGIONAL = "region"


def office_words(unit: Unit) -> str:
    """The office in the page's language."""
    if unit.kind == REGIONAL:
        return gettext("Regional office: %(place)s", place=label(unit.name))
    return label(unit.name)
