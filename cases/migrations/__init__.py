"""The tables' history, one numbered file a step. Run through `cases.schema`; there is no alembic.ini."""
