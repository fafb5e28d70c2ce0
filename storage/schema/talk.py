"""What the program remembers of its chats: awaited answers, live messages, the outbox, audit."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
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

# Which question awaits a typed answer of an account: one at most.
awaited = Table(
    "awaited",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("awaits", Text, nullable=False),
    Column("payload", Text, nullable=False),
)

# Which message in a chat is the live one of a task.
live = Table(
    "live",
    metadata,
    Column("chat_id", BigInteger, nullable=False),
    Column("task", Text, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat_id", "task"),
    Index(None, "chat_id", "message_id"),
)

# Every message that is not an answer to a tap. `perhaps_sent`: a process died, or Telegram
# timed out, after the message may have gone out. Never one row a voter: see `outbox`.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("chat_id", BigInteger),
    Column("due", Moment, nullable=False),
    Column("expires", Moment),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Moment),
    Column("perhaps_sent", Boolean, nullable=False),
    Column("ended_at", Moment),
    Column("reason", Text),
    Index(None, "state", "due"),
)

# Who opened, closed, decided, imported, changed a fact. Casting is not in it.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id")),
    Column("person_id", ForeignKey("person.id")),
    Column("action", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("detail", JSON, nullable=False),
    Index(None, "branch_id", "at"),
)
