"""Open proceedings moved to another version of their procedure, so that they can be moved back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class Migration(Base):
    """Open proceedings moved from one version of their procedure to another, in one step that can be undone."""

    __tablename__ = "procedure_migrations"

    id: Mapped[Id]
    procedure: Mapped[str]
    from_version: Mapped[Small]
    to_version: Mapped[Small]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class MigrationStep(Base):
    """One proceeding as it stood before it was moved, so that it can be moved back."""

    __tablename__ = "procedure_migration_steps"

    migration_id: Mapped[int] = mapped_column(
        ForeignKey("procedure_migrations.id"), primary_key=True, autoincrement=False
    )
    proceeding_id: Mapped[int] = mapped_column(ForeignKey("proceedings.id"), primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    """Of the step's entry in the case's journal: any entry since then makes undoing impossible for this one."""
    stage: Mapped[str]
    state: Mapped[dict[str, Any]]
