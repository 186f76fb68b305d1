"""Errors that say that the database cannot take anything just now, as told from mistakes of ours."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

PASSING = {
    "08",  # the connection broke or could not be made
    "40",  # others were always first
    "53",  # no room on the disk, no memory, too many connections
    "57",  # the server is being stopped, has crashed, or is starting
    "58",  # its operating system failed it
}
"""Classes of PostgreSQL's error codes (its manual, appendix A)."""
FULL_OR_FAILING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
}
PRIMARY = 0xFF
"""SQLite's codes are finer in their upper bits."""


def is_away(error: BaseException) -> bool:
    """Whether the database was not there, had no room or no connection free: the same may be well in a minute.

    Whether what was being written is kept nobody knows where the connection broke in the COMMIT; the form's and the act's
    own keys make sending it again safe.
    """
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY in FULL_OR_FAILING
    code = getattr(error.orig, "sqlstate", None)
    return code[:2] in PASSING if code else isinstance(error, OperationalError)
