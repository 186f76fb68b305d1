"""The worker is killed while it adds to the sums of reports: nothing is added twice or lost, and reports read right meanwhile."""

import subprocess
import sys
from datetime import datetime
from signal import SIGKILL

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import TallyChange, TallyPage
from cases.reports.folding import fold
from cases.reports.periods import last_twelve_months, today
from cases.reports.queries import Asked, read_report
from cases.reports.scopes import house_of
from cases.settings import Settings
from cases.viewer import System, Viewer
from tests.builders import House, found_house
from tests.harness.handling import TO_DECISION, damages, walk

KILLED = """
import os
import signal
import sys
from pathlib import Path
from cases.database import Database
from cases.reports.folding import fold
from cases.settings import Settings
from cases.viewer import System

def fold_and_die(session, *, viewer):
    assert fold(session, viewer=viewer) > 2
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)

settings = Settings(data=Path(sys.argv[1]), secrets=Path(sys.argv[2]), database=sys.argv[3])
Database.open(settings).claim(fold_and_die, viewer=System())
"""


def waiting_and_added(session: Session, *, viewer: Viewer) -> tuple[int, int]:
    waiting, added = (session.scalar(select(func.count()).select_from(one)) for one in (TallyChange, TallyPage))
    return waiting or 0, added or 0


def decided(house: House) -> int:
    """What a report of this year tells."""
    reports, at = house_of(house.pack), house.clock()
    asked = Asked(period=last_twelve_months(today(at, reports.zone)))
    return house.database.read(read_report, asked, house=reports, viewer=System(), at=at).total.decided


def test_sums_are_whole_after_a_kill_in_the_middle_of_adding(settings: Settings, now: datetime) -> None:
    with Database.open(settings) as database:
        house = found_house(database, at=now)
        walk(house, house.file().reference, TO_DECISION)
        before = database.read(waiting_and_added, viewer=System())
    arguments = [sys.executable, "-c", KILLED, str(settings.data), str(settings.secrets), settings.database or ""]
    assert subprocess.run(arguments, check=False).returncode == -SIGKILL
    with Database.open(settings) as database:
        house.database = database
        assert database.read(waiting_and_added, viewer=System()) == before
        assert (decided(house), damages(house)) == (1, [])
        database.claim(fold, viewer=System())
        waiting, added = database.read(waiting_and_added, viewer=System())
        assert waiting == 0 < added
        assert (decided(house), damages(house)) == (1, [])
