"""Shred secrets that no row names are swept: stock of processes that died, filings that failed, walls cut short."""

from datetime import datetime

from cases.database import Database
from cases.keys import all_named
from cases.viewer import System


def sweep(database: Database, *, at: datetime) -> int:
    """Destroy old secrets that no row names (`ShredStore.sweep`); gives how many. Once a day is more than enough."""
    named = database.read(all_named, viewer=System())
    return database.shred.sweep(named, at=at)
