"""Which rows of the queue were ticked, or all of the part that is shown."""

import re
from collections.abc import Mapping
from datetime import datetime

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from cases.worklist import listing
from cases.worklist.bulk import MOST, Chosen
from web.desk.asking import read_asked
from web.kit.forms import Form

ROW = re.compile(r"(?P<reference>[0-9]{4}-[0-9]{6}-[0-9])(?:~(?P<version>[0-9]{1,9}))?")
"""How a tick names its case, and the version that was seen."""


def one_of_each(form: Form) -> Mapping[str, str]:
    return {name: values[-1] for name, values in form.raw.items() if values}


def rows_in(form: Form) -> list[Chosen]:
    """What was ticked, each once; what is no row of ours is left out."""
    found: dict[str, Chosen] = {}
    for text in form.all("row"):
        match = ROW.fullmatch(text)
        if match:
            version = None if match["version"] is None else int(match["version"])
            found[match["reference"]] = Chosen(match["reference"], version)
    return list(found.values())[:MOST]


def chosen_in(database: Database, form: Form, pack: Pack, viewer: Officer, now: datetime) -> list[Chosen]:
    """The ticked rows; or all of this part of the queue, of which nobody looked at each."""
    asked = read_asked(one_of_each(form), pack, viewer)
    if not form.one("everything") or asked.tab == "closed":
        return rows_in(form)
    found = database.read(listing.references_in, asked, most=MOST, pack=pack, viewer=viewer, at=now)
    return [Chosen(reference, None) for reference in found]
