"""Entries of the audit trail are named by case and version, and sealed after they are written."""

from __future__ import annotations

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WRITTEN = ("case_id", "version", "event", "who", "at", "details")
SEAL = ("seq", "prev_sha256", "sha256")
ALL = ", ".join(WRITTEN + SEAL)

ONLY_SEALED = " AND ".join(
    ["OLD.seq IS NULL", *(f"NEW.{name} IS NOT NULL" for name in SEAL)]
    + [f"NEW.{name} = OLD.{name}" for name in WRITTEN]
)
"""The one change that is allowed: a seal comes to an entry that has none."""

SQLITE_GUARD = (
    "CREATE TRIGGER audit_no_{name} BEFORE {name} ON audit {when} "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
)
POSTGRES_GUARD = (
    "CREATE TRIGGER audit_no_{name} BEFORE {name} ON audit FOR EACH {level} {when} "
    "EXECUTE FUNCTION audit_append_only()"
)


def upgrade() -> None:
    """Name entries by case and version, let seals come after; every seal that there is stays."""
    op.drop_index("ix_audit_case_id", "audit")
    _make(seals_later=True)
    _index("uq_audit_seq", "seq", "seq IS NOT NULL", unique=True)
    _index("ix_audit_unsealed", "at", "seq IS NULL", unique=False)
    _guard(f"WHEN (NOT ({ONLY_SEALED}))")
    op.drop_index("ix_outbox_case_id", "outbox")
    op.create_index("uq_outbox_transition", "outbox", ["case_id", "version"], unique=True)
    op.create_index("ix_cases_order", "cases", ["tenant", "state", sa.text("(-rank)"), "id"])
    if (
        op.get_bind().dialect.name != "sqlite"
    ):  # what was claimed is in the way until it is vacuumed
        op.execute("ALTER TABLE cases SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    """Go back to a trail that is sealed as it is written; what waits for its seal gets it first."""
    _seal_all()
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE cases RESET (autovacuum_vacuum_scale_factor)")
    op.drop_index("ix_cases_order", "cases")
    op.drop_index("uq_audit_seq", "audit")
    op.drop_index("ix_audit_unsealed", "audit")
    _make(seals_later=False)
    op.create_index("ix_audit_case_id", "audit", ["case_id"])
    _guard("")
    op.drop_index("uq_outbox_transition", "outbox")
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"])


def _make(*, seals_later: bool) -> None:
    """Make the trail anew with what it holds; the guards of the old one go with it."""
    op.rename_table("audit", "old_audit")
    key = ("case_id", "version") if seals_later else ("seq",)
    op.create_table(
        "audit",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=seals_later),
        sa.Column("prev_sha256", sa.Text(), nullable=seals_later),
        sa.Column("sha256", sa.Text(), nullable=seals_later),
        sa.PrimaryKeyConstraint(*key, name="pk_audit" if seals_later else "audit_pkey"),
    )
    op.execute(f"INSERT INTO audit ({ALL}) SELECT {ALL} FROM old_audit")
    op.drop_table("old_audit")


def _guard(when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_GUARD.format(name="update", when=when))
        op.execute(SQLITE_GUARD.format(name="delete", when=""))
        return
    op.execute(POSTGRES_GUARD.format(name="update", level="ROW", when=when))
    op.execute(POSTGRES_GUARD.format(name="delete", level="ROW", when=""))
    op.execute(POSTGRES_GUARD.format(name="truncate", level="STATEMENT", when=""))


def _index(name: str, column: str, condition: str, *, unique: bool) -> None:
    where = sa.text(condition)
    op.create_index(
        name, "audit", [column], unique=unique, sqlite_where=where, postgresql_where=where
    )


def _seal_all() -> None:
    connection = op.get_bind()
    seq, before = connection.execute(sa.text("SELECT seq, sha256 FROM chain WHERE id = 1")).one()
    waiting = sa.text(
        f"SELECT {', '.join(WRITTEN)} FROM audit WHERE seq IS NULL ORDER BY at, version, case_id"
    )
    sealed = sa.text(
        "UPDATE audit SET seq = :seq, prev_sha256 = :before, sha256 = :after"
        " WHERE case_id = :case_id AND version = :version"
    )
    for case_id, version, event, who, at, details in connection.execute(waiting).all():
        seq += 1
        said = [seq, case_id, event, who, at, version, json.loads(details), before]
        after = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        values = {"seq": seq, "before": before, "after": after}
        connection.execute(sealed, values | {"case_id": case_id, "version": version})
        before = after
    connection.execute(
        sa.text("UPDATE chain SET seq = :seq, sha256 = :sha256 WHERE id = 1"),
        {"seq": seq, "sha256": before},
    )
