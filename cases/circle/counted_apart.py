"""A wall and the row that says who complained: it counts where the case was counted as received."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.keys import file_key
from cases.packs.jurisdiction import Pack
from cases.records import Case, Measure, Statistic
from cases.vault.sealing import open_sealed
from cases.viewer import Officer

FIRST = 1


def follow_wall(session: Session, case: Case, *, pack: Pack, viewer: Officer) -> None:
    """Move the row of statistics with a case that counts behind its wall from its first moment, or back to who received it.

    Only who reads the case can: what points to the row is sealed, still to the key that the case had before. Of a case that is
    walled off later the row stays: its office knows how many cases it received. Raises: CannotOpen.
    """
    first = session.get(Measure, (case.id, FIRST))
    if case.statistic is None or first is None:
        return
    key = file_key(session, case, case.epoch, viewer=viewer)
    unit = pack.institution.integrity if case.walled else first.unit
    row = int(open_sealed(case.statistic, key))
    session.execute(update(Statistic).where(Statistic.id == row).values(unit=unit))
