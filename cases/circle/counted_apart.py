"""A wall and the row that says who complained: it counts where the case counts, as long as its quarter is not frozen."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.keys import file_key
from cases.packs.jurisdiction import Pack
from cases.records import Case, Measure, Statistic
from cases.vault.sealing import open_sealed
from cases.viewer import Officer

FIRST = 1


def follow_wall(session: Session, case: Case, *, pack: Pack, viewer: Officer) -> None:
    """Move the row of statistics with the case, behind its wall or back to the unit that received it.

    Only who reads the case can: what points to the row is sealed, still to the key that the case had before. A quarter that is
    frozen stays as it is. Raises: CannotOpen.
    """
    first = session.get(Measure, (case.id, FIRST))
    if case.statistic is None or first is None:
        return
    key = file_key(session, case, case.epoch, viewer=viewer)
    unit = pack.institution.integrity if case.walled else first.unit
    row = int(open_sealed(case.statistic, key))
    session.execute(update(Statistic).where(Statistic.id == row).values(unit=unit))
