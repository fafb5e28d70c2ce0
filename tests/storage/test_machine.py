"""Any order of opening, casting, casting anew, closing, voiding, dying and starting again.

A simple model says what must come out: the tally is that of the last votes that were told,
refusals carry their reason, and what was once closed never changes.
"""

import asyncio
import contextlib
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from storage import ballots
from storage.ballots import BallotState, Figures
from storage.database import Database
from storage.errors import BallotError, BallotIsVoid, BallotNotClosing, BallotNotOpen, NotOnRoll
from storage.migrations import upgrade
from tests.storage.conftest import LEVELS, NOW, House, Place, settle

VOTERS, SUBJECTS = 4, 2
SLOTS = st.integers(1, VOTERS + 1)
MARKS = st.dictionaries(st.integers(1, SUBJECTS), st.sampled_from(LEVELS))


class Model:
    """What a ballot should be."""

    def __init__(self, ballot: ballots.Ballot) -> None:
        self.ballot = ballot
        self.admitted = 0
        self.state = BallotState.OPEN
        self.votes: dict[int, dict[int, str]] = {}
        self.codes: dict[int, str] = {}
        self.figures: Figures | None = None

    def agrees(self, figures: Figures) -> bool:
        """Say whether the figures are those of the last votes told."""
        for line in figures.subjects:
            marked = [vote[line.number] for vote in self.votes.values() if line.number in vote]
            if dict(line.votes) != {level: Counter(marked)[level] for level in LEVELS}:
                return False
            if line.blank != len(self.votes) - len(marked):
                return False
        return (
            figures.returned == len(self.votes)
            and figures.codes == tuple(sorted(self.codes.values()))
            and (figures.issued, figures.excused, figures.summoned)
            == (VOTERS + self.admitted, 1 - self.admitted, VOTERS + 1)
        )


class BallotMachine(RuleBasedStateMachine):
    """The store under any sequence of what people and fate may do."""

    ballots_ = Bundle("ballots")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.lives = 0
        self.models: list[Model] = []

    def run(self, work: Any) -> Any:
        """Do something asynchronous."""
        return self.runner.run(work)

    def attempt(self, work: Any) -> tuple[Any, BallotError | None]:
        """Do something that may be refused; returns its result or the refusal."""
        try:
            return self.run(work), None
        except BallotError as refused:
            return None, refused

    def was_refused(self, model: Model, refused: BallotError) -> None:
        """Hold a refusal's reason against the model."""
        assert isinstance(refused, BallotNotOpen)
        assert (refused.ballot_id, refused.state) == (model.ballot.id, model.state)

    @initialize()
    def settle(self) -> None:
        """Begin with an empty house."""
        root = Path(self.folder.name) / "0"
        self.place = Place(root / "data", root / "keys")
        upgrade(self.place.data)
        self.db: Database = self.run(Database.open(self.place.data, self.place.keys))
        self.run(ballots.recover(self.db, NOW))
        self.house: House = self.run(settle(self.db))

    @rule(target=ballots_)
    def open(self) -> Any:
        """Open a ballot; a few are enough."""
        if len(self.models) == 3:
            return multiple()

        async def work() -> ballots.Ballot:
            async with self.db.write() as tx:
                draft = self.house.draft(voters=VOTERS, excused=1, subjects=SUBJECTS)
                return await ballots.open_ballot(tx, self.db.keys, draft, None, NOW)

        model = Model(self.run(work()))
        self.models.append(model)
        return model

    @rule(model=ballots_, slot=SLOTS, marks=MARKS)
    def cast(self, model: Model, slot: int, marks: dict[int, str]) -> None:
        """Cast: recorded if open, refused with the state if not."""

        async def work() -> str:
            async with self.db.write() as tx:
                return (
                    await ballots.cast(tx, self.db.keys, model.ballot, slot, marks, at=NOW)
                ).code

        code, refused = self.attempt(work())
        if refused is not None:
            if model.state is BallotState.OPEN:
                assert isinstance(refused, NotOnRoll)
                assert slot > VOTERS + model.admitted
                return
            self.was_refused(model, refused)
            return
        assert model.state is BallotState.OPEN
        assert code not in model.codes.values()
        model.votes[slot], model.codes[slot] = marks, code

    @rule(model=ballots_)
    def admit(self, model: Model) -> None:
        """Admit the one who was excused: once, and only while votes are taken."""

        async def work() -> int:
            async with self.db.write() as tx:
                late = self.house.people[VOTERS].id
                return await ballots.admit(tx, self.db.keys, model.ballot, late, None, NOW)

        slot, refused = self.attempt(work())
        if refused is None:
            assert model.state is BallotState.OPEN
            assert (slot, model.admitted) == (VOTERS + 1, 0)
            model.admitted = 1
        elif model.state is BallotState.OPEN:
            assert isinstance(refused, NotOnRoll)
            assert model.admitted == 1
        else:
            self.was_refused(model, refused)

    @rule(model=ballots_, slot=SLOTS, marks=MARKS)
    def cast_and_give_up(self, model: Model, slot: int, marks: dict[int, str]) -> None:
        """Cast in a transaction that fails: as if nothing had been done."""

        async def work() -> None:
            async with self.db.write() as tx:
                await ballots.cast(tx, self.db.keys, model.ballot, slot, marks, at=NOW)
                raise ZeroDivisionError

        with contextlib.suppress(ZeroDivisionError):
            self.attempt(work())

    @rule(model=ballots_)
    def stop_casting(self, model: Model) -> None:
        """Begin to close."""

        async def work() -> None:
            async with self.db.write() as tx:
                await ballots.begin_closing(tx, model.ballot.id, None, NOW)

        _, refused = self.attempt(work())
        if refused is not None:
            self.was_refused(model, refused)
            assert model.state is not BallotState.OPEN
            return
        assert model.state is BallotState.OPEN
        model.state = BallotState.CLOSING

    @rule(model=ballots_)
    def count(self, model: Model) -> None:
        """Count what is closing."""
        figures, refused = self.attempt(ballots.count(self.db, model.ballot.id, None, NOW))
        if refused is not None:
            expected = {BallotState.OPEN: BallotNotClosing, BallotState.VOID: BallotIsVoid}
            assert type(refused) is expected[model.state]
            return
        self.close_model(model, figures)

    @rule(model=ballots_, closers=st.integers(1, 3))
    def close(self, model: Model, closers: int) -> None:
        """Close, perhaps several at once."""

        async def work() -> list[Figures]:
            closing = (
                ballots.close_ballot(self.db, model.ballot.id, None, NOW) for _ in range(closers)
            )
            return await asyncio.gather(*closing)

        figures, refused = self.attempt(work())
        if refused is not None:
            assert isinstance(refused, BallotIsVoid)
            assert model.state is BallotState.VOID
            return
        assert all(one == figures[0] for one in figures)
        self.close_model(model, figures[0])

    @rule(model=ballots_)
    def void(self, model: Model) -> None:
        """Make void what is open or closing."""

        async def work() -> None:
            async with self.db.write() as tx:
                await ballots.void(tx, self.db.keys, model.ballot.id, None, NOW, "sai")

        _, refused = self.attempt(work())
        if refused is not None:
            self.was_refused(model, refused)
            assert model.state in {BallotState.CLOSED, BallotState.VOID}
            return
        assert model.state in {BallotState.OPEN, BallotState.CLOSING}
        model.state = BallotState.VOID

    @rule(killed=st.booleans())
    def restart(self, killed: bool) -> None:
        """Stop and start; or die (the files are taken as they are) and start."""
        self.lives += 1
        before = self.place
        if killed:
            self.place = before.copy_to(Path(self.folder.name) / str(self.lives))
        self.run(self.db.close())
        self.db = self.run(Database.open(self.place.data, self.place.keys))
        recovery = self.run(ballots.recover(self.db, NOW))
        assert (recovery.voided, recovery.stuck) == ((), ())
        left = [model for model in self.models if model.state is BallotState.CLOSING]
        assert recovery.counted == tuple(model.ballot.id for model in left)
        for model in left:
            self.close_model(model, self.read(model).figures)

    @rule(model=ballots_)
    def lose_keys_and_restart(self, model: Model) -> None:
        """Lose one ballot's keys while the bot is down: that ballot, and no other, is void."""
        if model.state not in {BallotState.OPEN, BallotState.CLOSING}:
            return
        self.run(self.db.close())
        for file in self.place.keys.glob(f"{model.ballot.box}.*"):
            file.unlink()
        model.state = BallotState.VOID
        self.db = self.run(Database.open(self.place.data, self.place.keys))
        recovery = self.run(ballots.recover(self.db, NOW))
        assert recovery.voided == (model.ballot.id,)
        for other in self.models:
            if other.state is BallotState.CLOSING:
                self.close_model(other, self.read(other).figures)

    def close_model(self, model: Model, figures: Figures | None) -> None:
        """Take note of a count, and hold it against the model."""
        assert figures is not None
        assert model.state is not BallotState.VOID
        assert model.agrees(figures)
        assert model.figures in (None, figures)
        model.state, model.figures = BallotState.CLOSED, figures

    def read(self, model: Model) -> ballots.Ballot:
        """Return the ballot as it is."""

        async def work() -> ballots.Ballot | None:
            async with self.db.read() as tx:
                return await ballots.ballot(tx, model.ballot.id)

        found: ballots.Ballot | None = self.run(work())
        assert found is not None
        return found

    @invariant()
    def the_store_agrees(self) -> None:
        """States, turnout, figures and keys are those of the model."""
        if not hasattr(self, "db"):
            return

        async def turnout(ballot_id: int) -> ballots.Turnout:
            async with self.db.read() as tx:
                return await ballots.turnout(tx, ballot_id)

        for model in self.models:
            found = self.read(model)
            assert (found.state, found.figures) == (model.state, model.figures)
            returned = 0 if model.state is BallotState.VOID else len(model.votes)
            assert self.run(turnout(model.ballot.id)) == ballots.Turnout(VOTERS, returned)
        needed = {
            model.ballot.box
            for model in self.models
            if model.state in {BallotState.OPEN, BallotState.CLOSING}
        }
        assert self.db.keys.boxes() == needed

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "db"):
            self.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()


TestBallotMachine = BallotMachine.TestCase
TestBallotMachine.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
