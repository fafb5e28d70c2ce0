"""Everything that the store refuses, as one tree.

StorageError
├── DatabaseError            the files are not ones to work on
│   ├── DatabaseMissing      no database in the data folder
│   ├── SchemaTooOld         written by an older Tự Soi: upgrade it
│   ├── SchemaTooNew         written by a newer Tự Soi, or not by one
│   ├── BackupCopy           a backup's copy put in place by hand: restore it properly
│   ├── BackupRefused        a backup or restore that would overwrite, or has no source
│   └── KeyFolderRefused     a key folder inside the data folder, or open to others
├── RollError               for the operator too: .says, .fields, as of DatabaseError
│   ├── RollConflict         two people claim the same number
│   ├── NoSecretary          the branch would end with no secretary, or with two
│   ├── InviteRefused        .reason says why
│   └── GroupTaken           the Telegram group belongs to another branch
├── ReviewExists             the branch has a review under way, or had one that year
└── BallotError              .ballot_id; never a voter, never a choice
    ├── BadDraft             a ballot that could not be held as drafted
    ├── BallotNotOpen        too late (or too early): .state says what it is
    ├── BallotNotClosing     a count before casting was stopped
    ├── BallotIsVoid         held again, never counted
    ├── PaperPending         a count before the paper ballots are confirmed
    ├── PaperHandedOver      the paper figures wait for the second teller or are confirmed
    ├── PaperNotHandedOver   there are no paper figures that wait for a second teller
    ├── PaperDoesNotAddUp    the paper figures contradict each other
    ├── SameTeller           who handed the figures over cannot confirm them
    ├── TooFewReturned       one ballot or two came back: a count would tell whose they are
    ├── NotOnRoll            that slot has no envelope
    ├── BadChoice            a mark that the ballot does not offer
    ├── KeysMissing          the box can be neither cast into nor counted
    ├── BoxNotReady          `recover` has not yet proved the keys in this process
    └── EnvelopeAlarm        an envelope is not as it was sealed: the count stopped
"""

from typing import Literal

InviteRefusal = Literal["unknown", "used", "expired", "revoked", "account_taken", "person_linked"]


class StorageError(Exception):
    """Anything that the store refuses."""


class ToldError(StorageError):
    """One that can reach the operator; `says` and `fields` are its sentence for him.

    `says` is a message of the catalogues, like every message of the code.
    """

    def __init__(self, says: str, /, **fields: str) -> None:
        super().__init__(says.format(**fields))
        self.says, self.fields = says, fields


class DatabaseError(ToldError):
    """The files are not ones to work on."""


class DatabaseMissing(DatabaseError):
    """There is no database in the data folder."""


class SchemaTooOld(DatabaseError):
    """The database was written by an older Tự Soi and awaits `tusoi db upgrade`."""


class SchemaTooNew(DatabaseError):
    """The database was written by a newer Tự Soi, or by something else."""


class BackupCopy(DatabaseError):
    """The database is a backup's copy that was put in place by hand."""


class BackupRefused(DatabaseError):
    """A backup or a restore that would overwrite something, or lacks its source."""


class KeyFolderRefused(DatabaseError):
    """A key folder that lies inside the data folder or is open to other users."""


class RollError(ToldError):
    """Something about people, accounts or groups is refused."""


class RollConflict(RollError):
    """Two people claim the same number: two rows of a sheet, or a new member and somebody."""


class NoSecretary(RollError):
    """The branch would end with no secretary, or with two."""


class InviteRefused(RollError):
    """An invitation does not link this account to this person; `reason` says why."""

    def __init__(self, reason: InviteRefusal) -> None:
        super().__init__("The invitation is refused: {reason}.", reason=reason)
        self.reason: InviteRefusal = reason


class GroupTaken(RollError):
    """The Telegram group belongs to another branch."""


class ReviewExists(ToldError):
    """The branch has a review under way, or had one for that year."""


class BallotError(StorageError):
    """Something about one ballot; `ballot_id` is all that it tells."""

    says = "ballot {ballot_id}: refused"

    def __init__(self, ballot_id: int) -> None:
        super().__init__(self.says.format(ballot_id=ballot_id))
        self.ballot_id = ballot_id


class BadDraft(BallotError):
    """A ballot that could not be held as drafted; the message says what is wrong."""

    def __init__(self, what: str) -> None:
        super().__init__(0)
        self.args = (f"the ballot cannot be opened: {what}",)


class BallotNotOpen(BallotError):
    """The ballot is not open; `state` says what it is instead."""

    says = "ballot {ballot_id} is not open"

    def __init__(self, ballot_id: int, state: str) -> None:
        super().__init__(ballot_id)
        self.state = state


class BallotNotClosing(BallotError):
    """Casting has not been stopped yet, so there is nothing to count."""

    says = "ballot {ballot_id} is not closing"


class BallotIsVoid(BallotError):
    """The ballot is void: it is held again, never counted."""

    says = "ballot {ballot_id} is void"


class PaperPending(BallotError):
    """The paper ballots have not been entered and confirmed yet, so nothing is opened."""

    says = "ballot {ballot_id} waits for its paper ballots"


class PaperHandedOver(BallotError):
    """The paper figures wait for the second teller, or are confirmed: they stay as they are."""

    says = "the paper figures of ballot {ballot_id} are handed over"


class PaperNotHandedOver(BallotError):
    """There are no paper figures that wait for a second teller."""

    says = "the paper figures of ballot {ballot_id} are not handed over"


class PaperDoesNotAddUp(BallotError):
    """The paper figures contradict each other; `storage.ballots.faults` says where."""

    says = "the paper figures of ballot {ballot_id} do not add up"


class SameTeller(BallotError):
    """Whoever handed the paper figures over cannot be the one who confirms them."""

    says = "the paper figures of ballot {ballot_id} need a second teller"


class TooFewReturned(BallotError):
    """So few ballots came back that a count would tell whose they are; nothing was changed."""

    says = "ballot {ballot_id}: too few ballots came back to be counted"


class NotOnRoll(BallotError):
    """The ballot's roll has no such slot."""

    says = "ballot {ballot_id} has no such slot"


class BadChoice(BallotError):
    """A mark that the ballot does not offer; which one is not told."""

    says = "ballot {ballot_id} does not offer what was marked"


class KeysMissing(BallotError):
    """The ballot's key files are gone or unusable."""

    says = "the keys of ballot {ballot_id} are missing"


class BoxNotReady(BallotError):
    """The keys have not been proved in this process: call `recover` at start-up."""

    says = "ballot {ballot_id}: call storage.ballots.recover() before using the box"


class EnvelopeAlarm(BallotError):
    """An envelope is not as it was sealed; the count stopped and changed nothing."""

    says = "the count of ballot {ballot_id} was stopped: an envelope is not as it was sealed"
