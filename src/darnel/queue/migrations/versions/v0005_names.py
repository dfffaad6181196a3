"""What other tools call the article of a case, to find it by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KINDS = ("external_id", "url", "content_sha256")


def upgrade() -> None:
    """Make the table, and fill it with the names of the cases that there are."""
    op.create_table(
        "names",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("tenant", "name", "kind", "case_id"),
    )
    op.create_index("ix_names_case", "names", ["case_id"], unique=False)
    for kind, column in enumerate(KINDS):
        op.execute(
            f"INSERT INTO names (tenant, name, kind, case_id) "
            f"SELECT tenant, {column}, {kind}, id FROM cases WHERE {column} <> ''"
        )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("names")
