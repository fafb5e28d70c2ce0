"""Meetings of a branch: when and where, who comes, who came."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from storage.schema.base import metadata
from storage.types import Moment

# A meeting as it was told to the branch. `minutes` is its expected length, `agenda` its items in
# order. `uid` and `sequence` are what calendars know it by: every change adds one to the latter.
meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("uid", String(32), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("agenda", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("cancel_reason", Text),
    Column("set_by", ForeignKey("person.id")),
    Column("set_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "branch_id", "starts_at"),
)

# A meeting about to be set, or (with `meeting_id`) to be changed: nobody is told of it yet.
# One for each person; ids are never used twice, so that an old button finds nothing.
# `day` without `starts_at`: the time is still asked for.
# `based_on` is the sequence of the meeting when the change was begun.
meeting_draft = Table(
    "meeting_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("meeting_id", ForeignKey("meeting.id")),
    Column("based_on", Integer),
    Column("day", Date),
    Column("starts_at", Moment),
    Column("minutes", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("agenda", JSON, nullable=False),
    sqlite_autoincrement=True,
)

# What a member answered to the invitation; a reason stands only beside `excused`.
meeting_answer = Table(
    "meeting_answer",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("answer", String(16), nullable=False),
    Column("reason", Text),
    Column("said_at", Moment, nullable=False),
    PrimaryKeyConstraint("meeting_id", "person_id"),
)

# The roll-call taken at the meeting.
roll_call = Table(
    "roll_call",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("attendance", String(16), nullable=False),
    Column("noted_by", ForeignKey("person.id")),
    Column("noted_at", Moment, nullable=False),
    PrimaryKeyConstraint("meeting_id", "person_id"),
)
