"""A year's review: facts, self-assessments, who was heard."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.schema.base import metadata
from storage.types import Moment

# A branch's review of one year under one ruleset (an overlay names its base).
review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("ruleset_id", Text, nullable=False),
    Column("base_id", Text),
    Column("stage", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    UniqueConstraint("branch_id", "year"),
)
# One review under way for each branch: what `find_account` joins is one row at most.

Index(
    "uq_review_under_way",
    review.c.branch_id,
    unique=True,
    sqlite_where=text("stage != 'closed'"),
    postgresql_where=text("stage != 'closed'"),
)

# What was said of a person (or, with none, of the branch) in a review, by whom and when.
# Statements are added, not overwritten: which of them counts is decided in reading.
fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("fact_id", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Index(None, "review_id", "person_id", "fact_id"),
)

# Whom the secretary recorded as heard («đã kiểm điểm»): the row is the record.
heard = Table(
    "heard",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("review_id", "person_id"),
)

# A member's answers about himself: one narrow row, for each tap rewrites it.
assessment = Table(
    "assessment",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("grades", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("own_level", Text),
    Column("answered_at", Moment),
    Column("submitted_at", Moment),
    PrimaryKeyConstraint("review_id", "person_id"),
)

# The long texts beside the answers, kept apart so that a tap does not rewrite them
# and so that they can be erased after the year while the levels stay.
assessment_note = Table(
    "assessment_note",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("review_id", "person_id", "item"),
)
