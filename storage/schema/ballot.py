"""Ballots and the ballot box (`tests/storage/test_schema.py` lists its only columns)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema.base import metadata
from storage.types import Moment

# A ballot as procedure: what is voted on, by which rules, with which outcome.
# `box` names its key files; ids are never used twice. `parent_id`: second rounds and re-votes.
# `codes` are the receipts of a counted ballot, sorted: their order says nothing.
ballot = Table(
    "ballot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("review_id", ForeignKey("review.id"), nullable=False),
    Column("parent_id", ForeignKey("ballot.id")),
    Column("kind", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("levels", JSON, nullable=False),
    Column("majority_base", Text, nullable=False),
    Column("quorum", Integer),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment),
    Column("ended_at", Moment),
    Column("void_reason", Text),
    Column("box", String(32), nullable=False, unique=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("card_chat", BigInteger),
    Column("card_message", BigInteger),
    Column("summoned", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("returned", Integer),
    Column("codes", JSON),
    Index(None, "branch_id", "state"),
    Index(None, "review_id"),
    sqlite_autoincrement=True,
)

# What a ballot asks: its subjects in order, with the levels offered for each, best first.
ballot_subject = Table(
    "ballot_subject",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("name", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("blank", Integer),
    PrimaryKeyConstraint("ballot_id", "number"),
)

# The roll as frozen at opening: who has which slot; an excused member has none.
ballot_roll = Table(
    "ballot_roll",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("slot", Integer),
    PrimaryKeyConstraint("ballot_id", "person_id"),
    UniqueConstraint("ballot_id", "slot"),
)

# The box: one sealed envelope of fixed size for each slot, filled in blank at opening
# and only ever overwritten in place. No time, no order, no row number of its own
# (that is what WITHOUT ROWID is for). Empty before opening and after the count.
envelope = Table(
    "envelope",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("ballot_id", "slot"),
    sqlite_with_rowid=False,
)

# Totals of a counted ballot: votes for each subject and level. Nothing finer exists.
tally = Table(
    "tally",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("votes", Integer, nullable=False),
    PrimaryKeyConstraint("ballot_id", "number", "level"),
)
