"""The roll: branches, the people on them, the Telegram account of each, the branch's group.

model     the values
accounts  who is behind a Telegram id: the first question of every event
people    reading and writing a branch's roll
invites   links that connect a person with an account, once
invited   who holds an invitation that still works
groups    which Telegram group is a branch's
told      facts that a roll's sheet tells of its people
drafts    what was begun for the roll and awaits its yes
undo      one step back
handover  the secretary's post, offered and taken
"""

from storage.roll.accounts import (
    account_of_person,
    accounts,
    find_account,
    set_locale,
    set_reachable,
    unlink,
)
from storage.roll.drafts import Draft, draft, drop_draft, keep_draft
from storage.roll.groups import bind_group, branch_of_group, migrate_group, unbind_group
from storage.roll.handover import (
    Offer,
    end_offer,
    may_take,
    offer_post,
    offered,
    take_over,
)
from storage.roll.invited import invited
from storage.roll.invites import (
    Invite,
    InviteState,
    invite,
    invite_unlinked,
    issue_invite,
    revoke_invites,
    use_invite,
)
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
    add_person,
    amend,
    branch,
    branch_by_name,
    branches,
    people,
    person,
    set_gone,
    set_roles,
    write_roll,
)
from storage.roll.told import keep_told, told, untell
from storage.roll.undo import Before, Step, Undone, last_step, remember, stand, take_back

__all__ = [
    "Account",
    "Before",
    "Branch",
    "BranchDraft",
    "Draft",
    "Invite",
    "InviteState",
    "Offer",
    "Person",
    "PersonDraft",
    "Role",
    "RollChange",
    "Standing",
    "Step",
    "Undone",
    "account_of_person",
    "accounts",
    "add_person",
    "amend",
    "bind_group",
    "branch",
    "branch_by_name",
    "branch_of_group",
    "branches",
    "draft",
    "drop_draft",
    "end_offer",
    "find_account",
    "invite",
    "invite_unlinked",
    "invited",
    "issue_invite",
    "keep_draft",
    "keep_told",
    "last_step",
    "may_take",
    "migrate_group",
    "offer_post",
    "offered",
    "people",
    "person",
    "remember",
    "revoke_invites",
    "set_gone",
    "set_locale",
    "set_reachable",
    "set_roles",
    "stand",
    "take_back",
    "take_over",
    "told",
    "unbind_group",
    "unlink",
    "untell",
    "use_invite",
    "write_roll",
]
