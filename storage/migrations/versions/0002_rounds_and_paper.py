"""Second rounds, paper ballots beside phones, tellers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Second rounds, paper ballots beside phones, tellers."""
    for column in (
        sa.Column("round_id", sa.Text(), nullable=True),
        sa.Column("per_voter", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("shows", sa.String(length=16), nullable=False, server_default="figures"),
        sa.Column("paper", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("left_reason", sa.Text(), nullable=True),
    ):
        op.add_column("ballot", column)
    op.add_column(
        "ballot_subject",
        sa.Column("kind", sa.String(length=16), nullable=False, server_default="member"),
    )
    op.add_column(
        "ballot_roll",
        sa.Column("paper", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "ballot_teller",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_teller_ballot_id_ballot")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ballot_teller_person_id_person")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "person_id", name=op.f("pk_ballot_teller")),
    )
    op.create_table(
        "paper_count",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_paper_count_ballot_id_ballot")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_paper_count_entered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_paper_count_confirmed_by_person")
        ),
        sa.PrimaryKeyConstraint("ballot_id", name=op.f("pk_paper_count")),
    )
    op.create_table(
        "paper_tally",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_paper_tally_ballot_id_ballot")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "number", "level", name=op.f("pk_paper_tally")),
    )
    op.create_table(
        "ballot_plan",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_ballot_plan_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_ballot_plan_review_id_review")
        ),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_ballot_plan")),
    )
