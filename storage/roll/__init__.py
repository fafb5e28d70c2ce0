"""The roll: branches, the people on them, the Telegram account of each, the branch's group.

model     the values
accounts  who is behind a Telegram id: the first question of every event
people    reading and writing a branch's roll
invites   links that connect a person with an account, once
invited   who holds an invitation that still works
groups    which Telegram group is a branch's
told      facts that a roll's sheet tells of its people
"""

from storage.roll.accounts import (
    account_of_person,
    accounts,
    find_account,
    set_locale,
    set_reachable,
    unlink,
)
from storage.roll.groups import bind_group, branch_of_group, migrate_group, unbind_group
from storage.roll.invited import invited
from storage.roll.invites import Invite, InviteState, invite, issue_invite, use_invite
from storage.roll.model import (
    Account,
    Branch,
    BranchDraft,
    Person,
    PersonDraft,
    Role,
    RollChange,
    Standing,
)
from storage.roll.people import (
    branch,
    branch_by_name,
    branches,
    people,
    person,
    set_gone,
    set_roles,
    write_roll,
)
from storage.roll.told import keep_told, told

__all__ = [
    "Account",
    "Branch",
    "BranchDraft",
    "Invite",
    "InviteState",
    "Person",
    "PersonDraft",
    "Role",
    "RollChange",
    "Standing",
    "account_of_person",
    "accounts",
    "bind_group",
    "branch",
    "branch_by_name",
    "branch_of_group",
    "branches",
    "find_account",
    "invite",
    "invited",
    "issue_invite",
    "keep_told",
    "migrate_group",
    "people",
    "person",
    "set_gone",
    "set_locale",
    "set_reachable",
    "set_roles",
    "told",
    "unbind_group",
    "unlink",
    "use_invite",
    "write_roll",
]
