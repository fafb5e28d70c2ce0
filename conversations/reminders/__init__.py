"""Reminders: who still owes something is told what, when it is time, and with its button.

hours      the quiet hours; occasions: what a branch is reminded of, and when
planning   the plan as rows of the outbox, put anew with whatever changes it
owing      what a member still owes
spreading  a moment falls due; wording: what each is told
digest     the secretary's mornings
choosing   /nhac: fewer reminders, and the branch's switches
"""

from conversations.reminders import choosing, digest, spreading, wording
from conversations.reminders.declared import dialogue
from conversations.reminders.planning import replan, replan_all

__all__ = ["choosing", "dialogue", "digest", "replan", "replan_all", "spreading", "wording"]
