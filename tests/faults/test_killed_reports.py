"""The worker is killed while it makes reports: none is there by half, and the next worker makes each once."""

import subprocess
import sys
from dataclasses import replace
from signal import SIGKILL

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.database import Database
from cases.records import KeptReport
from cases.reports.documents.making import make_reports
from cases.settings import Settings
from cases.viewer import System, Viewer
from tests.builders import kazakhstan
from tests.database.test_kept_reports import FEBRUARY, add_some

KILLED = """
import os
import signal
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from cases.database import Database
from cases.packs.jurisdiction import load_pack, read_folder
from cases.reports.documents.making import make_reports
from cases.settings import PACKS, Settings
from cases.viewer import System

def make_and_die(session, *, pack, viewer, at):
    assert make_reports(session, pack=pack, viewer=viewer, at=at) > 20
    os.kill(os.getpid(), signal.SIGKILL)

settings = Settings(data=Path(sys.argv[1]), secrets=Path(sys.argv[2]))
whole = load_pack(read_folder(PACKS / "kz"), proven=True)
pack = replace(whole, reports=whole.reports[:1])
Database.open(settings).write(make_and_die, pack=pack, viewer=System(), at=datetime.fromisoformat(sys.argv[3]))
"""


def kept(session: Session, *, viewer: Viewer) -> list[int]:
    """How often each report of a unit and period is there."""
    rows = session.execute(
        select(func.count()).group_by(KeptReport.report, KeptReport.unit, KeptReport.first).select_from(KeptReport)
    )
    return [number for (number,) in rows]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_worker_that_is_killed_among_its_reports_leaves_none_and_the_next_makes_each_once(settings: Settings) -> None:
    with Database.open(settings) as database:
        database.write(add_some, viewer=System())
    arguments = [sys.executable, "-c", KILLED, str(settings.data), str(settings.secrets), FEBRUARY.isoformat()]
    assert subprocess.run(arguments, check=False).returncode == -SIGKILL
    with Database.open(settings) as database:
        assert database.read(kept, viewer=System()) == []
        pack = replace(kazakhstan(), reports=kazakhstan().reports[:1])
        made = [database.write(make_reports, pack=pack, viewer=System(), at=FEBRUARY) for _ in range(2)]
        assert made[1] == 0
        assert database.read(kept, viewer=System()) == [1] * made[0]
