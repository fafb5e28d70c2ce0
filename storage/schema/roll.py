"""The store itself, branches, people, their accounts and invitations."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema.base import metadata
from storage.types import Moment, WordSet

# What these files are: one row. `origin` is live, copy (a backup's) or restored;
# `pairing` is also in the key folder, so that a database set back behind its keys is noticed.
store = Table(
    "store",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin", String(16), nullable=False),
    Column("pairing", String(64), nullable=False),
    Column("pairing_before", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# A chi bộ and the Telegram group that it has claimed. `upper` is its đảng ủy; none = chi bộ cơ sở.
branch = Table(
    "branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("upper", Text),
    Column("time_zone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("group_chat", BigInteger, unique=True),
    Column("group_title", Text),
)

# Everyone on a branch's roll. `number` is the person's stable key in it, `place` his line,
# `gone` the day on which he left; rows are never deleted, for reviews and ballots name them.
person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("birth", Date),
    Column("birth_year", Integer),
    Column("joined", Date),
    Column("official", Date),
    Column("standing", String(16), nullable=False),
    Column("roles", WordSet, nullable=False),
    Column("gone", Date),
    UniqueConstraint("branch_id", "number"),
)

# The Telegram account of a person: one account, one person.
account = Table(
    "account",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("locale", Text),
    Column("reachable", Boolean, nullable=False),
    Column("linked_at", Moment, nullable=False),
)

# Invitations: single-use, expiring; of the token only its digest is here.
invite = Table(
    "invite",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("issued_by", ForeignKey("person.id")),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", BigInteger),
    Column("revoked_at", Moment),
    Index(None, "person_id"),
)

# What a roll's sheet tells of a person, in columns named by fact id: a review takes it over when
# it opens, and the next sheet replaces it. A value is JSON, as in `fact`.
roll_fact = Table(
    "roll_fact",
    metadata,
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("fact_id", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("person_id", "fact_id"),
)

# What a secretary has begun for the roll and not yet confirmed: a sheet, a member being added.
# It waits here, so that a restart loses nothing; past `expires_at` it is nobody's any more.
roll_draft = Table(
    "roll_draft",
    metadata,
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("person_id", "kind"),
)

# How the roll stood before its latest change in the chat: one step back, until the next change.
roll_undo = Table(
    "roll_undo",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True, autoincrement=False),
    Column("said_by", ForeignKey("person.id"), nullable=False),
    Column("content", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
)

# The secretary's post, offered to somebody who has not yet taken it: one offer a branch.
handover = Table(
    "handover",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True, autoincrement=False),
    Column("from_id", ForeignKey("person.id"), nullable=False),
    Column("to_id", ForeignKey("person.id"), nullable=False),
    Column("offered_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
