"""Run by Alembic: migrates the connection that `cases.schema` hands over, inside its transaction."""

from alembic import context

from cases.records import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
