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
    Column("figures", JSON),  # what he typed as numbers: targets set, met …
    Column("written_by", ForeignKey("person.id")),  # who typed it for him; none: he did himself
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

# What a higher committee asks a member (none: the branch) to explain in the review.
# A suggestion taken back stays, so that an answer to it does not lose its question.
suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("text", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index(None, "review_id", "person_id"),
)

# The committee's view of a member, agreed among its members: one a member, the last word counts.
appraisal = Table(
    "appraisal",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("grades", JSON, nullable=False),
    Column("level", Text),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("review_id", "person_id"),
)

# The same for the branch as an organisation and for its leading collective.
body_appraisal = Table(
    "body_appraisal",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("grades", JSON, nullable=False),
    Column("level", Text),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("review_id", "kind"),
)

# What the two write in their own review: parts of the form, answers to suggestions.
body_note = Table(
    "body_note",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("item", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("review_id", "kind", "item"),
)

# What others say of a member, in words: place of residence, organisations, meeting, chair.
remark = Table(
    "remark",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("item", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("review_id", "person_id", "item"),
)

# Whose self-assessment was given back to him after the meeting, and when he handed it in again.
revision = Table(
    "revision",
    metadata,
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("said_by", ForeignKey("person.id")),
    Column("said_at", Moment, nullable=False),
    Column("revised_at", Moment),
    PrimaryKeyConstraint("review_id", "person_id"),
)
