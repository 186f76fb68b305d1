"""Whom PostgreSQL is told that it reads for: behind the code's own filter stands a second one that no query can forget.

A reading transaction of an officer of one office runs as the role `arasha_web`, which row-level security holds to the units that
the officer has keys of. Who looks across offices by their role (supervisors, integrity, auditors, the mechanism, administrators)
reads as before, and so do workers, complainants (who are found by their own key) and whatever writes: one act
moves the queue of every office in a circle.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, func, select, text
from sqlalchemy.exc import ProgrammingError

from cases.errors import RoleMissing
from cases.viewer import Officer, Viewer

ROLE: Final = "arasha_web"
OF_ONE_OFFICE: Final = frozenset({"intake", "caseworker", "representative"})
"""Roles that never look across offices."""
AS_IT_CAME: Final = "none"
"""As PostgreSQL calls the role that a connection came with."""

PREPARE: Final = (
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
            CREATE ROLE {ROLE} NOLOGIN;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$
    """,
    f"""
    DO $$ BEGIN
        IF NOT pg_has_role(current_user, '{ROLE}', 'MEMBER') THEN
            EXECUTE format('GRANT {ROLE} TO %I', current_user);
        END IF;
    END $$
    """,
    f"GRANT USAGE ON SCHEMA public TO {ROLE}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ROLE}",
)


def prepare_role(connection: Connection) -> None:
    """Let there be the role that officers' pages read as, with a right to read and no other. Run again, it changes nothing.

    Raises: RoleMissing where the database's account may not make it.
    """
    try:
        for statement in PREPARE:
            connection.execute(text(statement))
    except ProgrammingError:
        raise RoleMissing(ROLE) from None


def reads_as(viewer: Viewer) -> dict[str, str]:
    """What the transaction is told of who asks."""
    if not isinstance(viewer, Officer):
        return {"actor": viewer.actor, "units": "", "holder": "", "role": AS_IT_CAME}
    held = viewer.roles <= OF_ONE_OFFICE
    units = ",".join(sorted(viewer.units))
    return {"actor": viewer.actor, "units": units, "holder": str(viewer.id), "role": ROLE if held else AS_IT_CAME}


NAMED: Final = ("actor", "units", "holder")
"""What the policies read of who asks."""


def say(*more: ColumnElement[Any]) -> Select[Any]:
    """The statement that every transaction begins with, for what `reads_as` gives; *more* is asked in the same round trip."""
    viewer = (func.set_config(f"arasha.{name}", bindparam(name, type_=Text()), True) for name in NAMED)
    return select(*viewer, *more)
