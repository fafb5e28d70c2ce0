"""Reminders: what a branch has planned, and how many of them a member wants."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table

from storage.schema.base import metadata
from storage.types import Moment

# What is switched on in a branch's plan of reminders; no row: the usual plan.
reminder_plan = Table(
    "reminder_plan",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True),
    Column("switches", JSON, nullable=False),
    Column("changed_by", ForeignKey("person.id")),
    Column("changed_at", Moment, nullable=False),
)

# How many reminders a member wants; no row: all that concern him.
reminder_choice = Table(
    "reminder_choice",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("wants", String(16), nullable=False),
    Column("chosen_at", Moment, nullable=False),
)
