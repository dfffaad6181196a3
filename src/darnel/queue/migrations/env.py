"""Run the migrations on the connection that the queue hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from darnel.queue.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
