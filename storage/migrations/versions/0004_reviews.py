"""The committee's grades, remarks, suggestions, who wrote a self-assessment."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The committee's grades, remarks, suggestions, who wrote a self-assessment."""
    with op.batch_alter_table("assessment", recreate="always") as batch:
        batch.add_column(sa.Column("figures", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("written_by", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_assessment_written_by_person"), "person", ["written_by"], ["id"]
        )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("suggestion", "review", "person", "said_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index(
        op.f("ix_suggestion_review_id_person_id"),
        "suggestion",
        ["review_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "appraisal",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("appraisal", "review", "person", "said_by"),
        sa.PrimaryKeyConstraint("review_id", "person_id", name=op.f("pk_appraisal")),
    )
    op.create_table(
        "body_appraisal",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("body_appraisal", "review", "said_by"),
        sa.PrimaryKeyConstraint("review_id", "kind", name=op.f("pk_body_appraisal")),
    )
    op.create_table(
        "body_note",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("body_note", "review", "said_by"),
        sa.PrimaryKeyConstraint("review_id", "kind", "item", name=op.f("pk_body_note")),
    )
    op.create_table(
        "remark",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("remark", "review", "person", "said_by"),
        sa.PrimaryKeyConstraint("review_id", "person_id", "item", name=op.f("pk_remark")),
    )
    op.create_table(
        "revision",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("revision", "review", "person", "said_by"),
        sa.PrimaryKeyConstraint("review_id", "person_id", name=op.f("pk_revision")),
    )


def _keys(table: str, *whom: str) -> list[sa.ForeignKeyConstraint]:
    """Return the foreign keys to the review and to people that most of these tables share."""
    columns = {"review": "review_id", "person": "person_id", "said_by": "said_by"}
    return [
        sa.ForeignKeyConstraint(
            [columns[one]],
            [f"{'review' if one == 'review' else 'person'}.id"],
            name=op.f(f"fk_{table}_{columns[one]}_{'review' if one == 'review' else 'person'}"),
        )
        for one in whom
    ]
