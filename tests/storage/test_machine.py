"""Any order of opening, casting, paper, closing, voiding, dying at any step and starting again.

A simple model says what must come out: the tally is that of the last votes that were told and of
the paper that two tellers agreed on, refusals carry their reason, and what was once closed never
changes.  Where a process died before it could tell, the model holds both outcomes possible.
"""

import asyncio
import contextlib
import itertools
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
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
from storage.ballots import BallotState, Figures, PaperLine
from storage.database import Database
from storage.errors import (
    BallotError,
    BallotIsVoid,
    BallotNotClosing,
    BallotNotOpen,
    NotOnRoll,
    PaperDoesNotAddUp,
    PaperHandedOver,
    PaperNotHandedOver,
    PaperPending,
    SameTeller,
    TooFewReturned,
)
from tests.ready import ready
from tests.storage.conftest import LEVELS, NOW, House, Place, settle
from tests.storage.crashing import Death

PHONES, PAPER, SUBJECTS = 4, 2, 2
EXCUSED = PHONES + PAPER
"""The place on the roll of the one who is excused at first."""
SLOTS = st.integers(1, PHONES + 1)
MARKS = st.dictionaries(st.integers(1, SUBJECTS), st.sampled_from(LEVELS))
PILE = st.lists(MARKS, max_size=PAPER + 1)
"""Valid paper ballots as they lie on the tellers' table; now and then one too many."""
TELLER = st.sampled_from((1, 2))
NOW_AND_THEN = st.sampled_from((False, False, False, True))
"""For what ends a ballot, so that some live long enough."""
MOST_BALLOTS = 5
UNDER_WAY = {BallotState.OPEN, BallotState.CLOSING}

Marks = dict[int, str]


@dataclass
class Paper:
    """What the tellers have done."""

    pile: list[Marks]
    invalid: int
    first: int | None = None
    second: int | None = None

    @property
    def adds_up(self) -> bool:
        return len(self.pile) + self.invalid <= PAPER

    def lines(self) -> dict[int, PaperLine]:
        return {number: tallied(self.pile, number) for number in range(1, SUBJECTS + 1)}


def tallied(pile: list[Marks], number: int) -> PaperLine:
    """Return what ballots give one subject."""
    marks = Counter(one.get(number, "") for one in pile)
    return PaperLine({level: marks[level] for level in LEVELS}, marks[""])


@dataclass
class Model:
    """What a ballot should be.

    `slots`: what each slot may hold (None: nothing cast); one possibility unless a process died.
    """

    ballot: ballots.Ballot
    with_paper: bool
    admitted: int = 0
    state: BallotState = BallotState.OPEN
    slots: dict[int, list[Marks | None]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    paper: Paper | None = None
    figures: Figures | None = None

    @property
    def waits(self) -> bool:
        """Whether the count awaits a second teller."""
        return self.with_paper and (self.paper is None or self.paper.second is None)

    def start(self) -> None:
        """What a start makes of it: what is ready is counted."""
        if self.state is BallotState.CLOSING and not self.waits:
            self.state = BallotState.CLOSED

    def agrees(self, figures: Figures) -> bool:
        """Say whether the figures are those of the last votes told and of the paper agreed on."""
        sure = {slot for slot, held in self.slots.items() if len(held) == 1 and held[0] is not None}
        if not {self.codes[slot] for slot in sure} <= set(figures.codes):
            return False
        paper = self.paper or Paper([], 0)
        issued = len(paper.pile) + paper.invalid
        by_phone = PHONES + self.admitted
        if (figures.issued, figures.invalid) != (by_phone + issued, paper.invalid):
            return False
        excused = 1 - self.admitted
        if (figures.excused, figures.summoned) != (excused, by_phone + self.on_paper + excused):
            return False
        outcomes = itertools.product(*self.slots.values())
        return any(self._gives(figures, cast) for cast in outcomes)

    def _gives(self, figures: Figures, cast: tuple[Marks | None, ...]) -> bool:
        votes = [one for one in cast if one is not None]
        paper = self.paper or Paper([], 0)
        everyone = votes + paper.pile
        if (figures.returned, len(figures.codes)) != (len(everyone) + paper.invalid, len(votes)):
            return False
        wanted = [tallied(everyone, line.number) for line in figures.subjects]
        return [PaperLine(dict(line.votes), line.blank) for line in figures.subjects] == wanted

    @property
    def on_paper(self) -> int:
        return PAPER if self.with_paper else 0

    def turnouts(self) -> set[int]:
        """How many envelopes may have come back."""
        sure = sum(None not in held for held in self.slots.values())
        perhaps = sum(None in held and len(held) > 1 for held in self.slots.values())
        return set(range(sure, sure + perhaps + 1))

    def may_be_few(self, on_paper: int = 0) -> set[bool]:
        """Whether too few came back to be counted; both, where a death left it open."""
        least = ballots.COUNTED_AT_LEAST
        return {0 < returned + on_paper < least for returned in self.turnouts()}


Work = Callable[[Database], Awaitable[Any]]


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

    async def within(self, change: Callable[[Any], Awaitable[Any]]) -> Any:
        """Do something in a transaction of its own."""
        async with self.db.write() as tx:
            return await change(tx)

    def was_refused(self, model: Model, refused: BallotError) -> None:
        """Hold a refusal's reason against the model."""
        assert isinstance(refused, BallotNotOpen)
        assert (refused.ballot_id, refused.state) == (model.ballot.id, model.state)

    @initialize()
    def settle(self) -> None:
        """Begin with an empty house."""
        root = Path(self.folder.name) / "0"
        self.place = Place(root / "data", root / "keys")
        ready(self.place.data)
        self.db: Database = self.run(Database.open(self.place.data, self.place.keys))
        self.run(ballots.recover(self.db, NOW))
        self.house: House = self.run(settle(self.db))

    def draft(self, *, paper: bool) -> ballots.BallotDraft:
        ids = [person.id for person in self.house.people]
        draft = self.house.draft(voters=PHONES, subjects=SUBJECTS)
        on_paper = tuple(ids[PHONES:EXCUSED]) if paper else ()
        return replace(draft, paper_voters=on_paper, excused=(ids[EXCUSED],), tellers=(1, 2))

    @rule(target=ballots_, paper=st.booleans())
    def open(self, paper: bool) -> Any:
        """Open a ballot; a few are enough."""
        if len(self.models) == MOST_BALLOTS:
            return multiple()
        draft = self.draft(paper=paper)
        opening = self.within(lambda tx: ballots.open_ballot(tx, self.db.keys, draft, None, NOW))
        return self.add(self.run(opening))

    def add(self, ballot: ballots.Ballot) -> Model:
        slots: dict[int, list[Marks | None]] = {slot: [None] for slot in range(1, PHONES + 1)}
        model = Model(ballot, ballot.paper, slots=slots)
        self.models.append(model)
        return model

    @rule(model=ballots_, slot=SLOTS, marks=MARKS)
    def cast(self, model: Model, slot: int, marks: Marks) -> None:
        """Cast: recorded if open, refused with the state if not."""
        receipt, refused = self.attempt(self.within(self._cast(model, slot, marks)))
        if refused is not None:
            if model.state is BallotState.OPEN:
                assert isinstance(refused, NotOnRoll)
                assert slot not in model.slots
                return
            self.was_refused(model, refused)
            return
        assert model.state is BallotState.OPEN
        assert receipt.code not in model.codes.values()
        model.slots[slot], model.codes[slot] = [marks], receipt.code

    def _cast(self, model: Model, slot: int, marks: Marks) -> Callable[[Any], Awaitable[Any]]:
        return lambda tx: ballots.cast(tx, self.db.keys, model.ballot, slot, marks, at=NOW)

    @rule(model=ballots_)
    def admit(self, model: Model) -> None:
        """Admit the one who was excused: once, and only while votes are taken."""
        late = self.house.people[EXCUSED].id
        keys, ballot = self.db.keys, model.ballot
        admitting = self.within(lambda tx: ballots.admit(tx, keys, ballot, late, None, NOW))
        slot, refused = self.attempt(admitting)
        if refused is None:
            assert model.state is BallotState.OPEN
            assert (slot, model.admitted) == (PHONES + 1, 0)
            model.admitted = 1
            model.slots[PHONES + 1] = [None]
        elif model.state is BallotState.OPEN:
            assert isinstance(refused, NotOnRoll)
            assert model.admitted == 1
        else:
            self.was_refused(model, refused)

    @rule(model=ballots_, slot=SLOTS, marks=MARKS)
    def cast_and_give_up(self, model: Model, slot: int, marks: Marks) -> None:
        """Cast in a transaction that fails: as if nothing had been done."""

        async def work(tx: Any) -> None:
            await self._cast(model, slot, marks)(tx)
            raise ZeroDivisionError

        with contextlib.suppress(ZeroDivisionError):
            self.attempt(self.within(work))

    @rule(model=ballots_)
    def stop_casting(self, model: Model) -> None:
        """Begin to close."""
        stopping = self.within(lambda tx: ballots.begin_closing(tx, model.ballot.id, None, NOW))
        _, refused = self.attempt(stopping)
        if isinstance(refused, TooFewReturned):
            assert model.state is BallotState.OPEN
            assert not model.with_paper
            assert True in model.may_be_few()
            return
        if refused is not None:
            self.was_refused(model, refused)
            assert model.state is not BallotState.OPEN
            return
        assert model.state is BallotState.OPEN
        assert model.with_paper or False in model.may_be_few()
        model.state = BallotState.CLOSING

    @rule(model=ballots_, pile=PILE, invalid=st.integers(0, 1), teller=TELLER)
    def enter_paper(self, model: Model, pile: list[Marks], invalid: int, teller: int) -> None:
        """Write down and hand over: taken if it adds up, while it is awaited."""
        paper = Paper(pile, invalid, teller)
        _, refused = self.attempt(self.within(self._enter(model, paper)))
        if refused is None:
            assert model.state is BallotState.CLOSING
            assert paper.adds_up
            assert model.paper is None or model.paper.first is None
            model.paper = paper
        elif model.state is not BallotState.CLOSING or not model.with_paper:
            assert isinstance(refused, BallotNotClosing)
        elif model.paper is not None and model.paper.first is not None:
            assert isinstance(refused, PaperHandedOver)
        else:
            assert isinstance(refused, PaperDoesNotAddUp)
            assert not paper.adds_up

    def _enter(self, model: Model, paper: Paper) -> Callable[[Any], Awaitable[Any]]:
        async def work(tx: Any) -> None:
            returned = len(paper.pile) + paper.invalid
            await ballots.put_totals(tx, model.ballot, returned, returned, paper.invalid)
            for number, line in paper.lines().items():
                await ballots.put_line(tx, model.ballot, number, line)
            await ballots.hand_over(tx, model.ballot, paper.first or 0, NOW)

        return work

    @rule(model=ballots_, teller=TELLER)
    def send_paper_back(self, model: Model, teller: int) -> None:
        """Have it entered anew."""
        sending = self.within(lambda tx: ballots.send_back(tx, model.ballot, teller, NOW))
        _, refused = self.attempt(sending)
        if refused is None:
            assert model.paper is not None
            assert model.paper.first is not None
            assert model.paper.second is None
            model.paper.first = None
        else:
            self.paper_was_refused(model, refused)

    @rule(model=ballots_, teller=TELLER)
    def confirm_paper(self, model: Model, teller: int) -> None:
        """The second teller's word; the first one's own is refused."""
        _, refused = self.attempt(self.within(self._confirm(model, teller)))
        if refused is None:
            assert model.paper is not None
            assert model.paper.first not in (None, teller)
            assert False in model.may_be_few(len(model.paper.pile))
            model.paper.second = teller
        elif isinstance(refused, TooFewReturned):
            assert model.paper is not None
            assert model.paper.first not in (None, teller)
            assert True in model.may_be_few(len(model.paper.pile))
        elif isinstance(refused, SameTeller):
            assert model.paper is not None
            assert model.paper.first == teller
        else:
            self.paper_was_refused(model, refused)

    def _confirm(self, model: Model, teller: int) -> Callable[[Any], Awaitable[Any]]:
        return lambda tx: ballots.confirm(tx, model.ballot, teller, NOW)

    def paper_was_refused(self, model: Model, refused: BallotError) -> None:
        """Hold the refusal of an answer to the first teller against the model."""
        if model.state is not BallotState.CLOSING or not model.with_paper:
            assert isinstance(refused, BallotNotClosing)
            return
        assert isinstance(refused, PaperNotHandedOver)
        handed = model.paper is not None and model.paper.first is not None
        assert not handed or not model.waits

    @rule(model=ballots_)
    def count(self, model: Model) -> None:
        """Count what is closing."""
        figures, refused = self.attempt(ballots.count(self.db, model.ballot.id, None, NOW))
        if refused is not None:
            expected = {BallotState.OPEN: BallotNotClosing, BallotState.VOID: BallotIsVoid}
            assert type(refused) is expected.get(model.state, PaperPending)
            assert model.state is not BallotState.CLOSING or model.waits
            return
        self.close_model(model, figures)

    @rule(model=ballots_, pile=PILE, teller=TELLER)
    def go_through_with_paper(self, model: Model, pile: list[Marks], teller: int) -> None:
        """Stop, enter, confirm, count: each taken or refused as things stand, out of turn too."""
        self.stop_casting(model)
        self.enter_paper(model, pile, 0, teller)
        self.confirm_paper(model, teller)
        self.count(model)
        self.confirm_paper(model, 3 - teller)
        self.count(model)

    @rule(model=ballots_, closers=st.integers(1, 3), left_over=st.booleans())
    def close(self, model: Model, closers: int, left_over: bool) -> None:
        """Close, perhaps several at once; perhaps one is a process left over after a restart."""

        async def work() -> list[Figures | BaseException]:
            old = self.db
            if left_over:
                self.db = await Database.open(self.place.data, self.place.keys)
                await ballots.recover(self.db, NOW)
            closing = [
                ballots.close_ballot(db, model.ballot.id, None, NOW)
                for db in dict.fromkeys((old, self.db))
                for _ in range(closers)
            ]
            try:
                return await asyncio.gather(*closing, return_exceptions=True)
            finally:
                if left_over:
                    await old.close()

        found = self.run(work())
        if left_over:
            self.started()
        if model.state is BallotState.VOID:
            assert {type(one) for one in found} == {BallotIsVoid}
            return
        if model.state in UNDER_WAY and model.waits:
            assert {type(one) for one in found} == {PaperPending}
            model.state = BallotState.CLOSING
            return
        assert all(one == found[0] for one in found)
        assert isinstance(found[0], Figures)
        self.close_model(model, found[0])

    @rule(model=ballots_, really=NOW_AND_THEN)
    def void(self, model: Model, really: bool) -> None:
        """Make void what is open or closing."""
        if not really:
            return
        _, refused = self.attempt(self.within(self._void(model)))
        if refused is not None:
            self.was_refused(model, refused)
            assert model.state not in UNDER_WAY
            return
        assert model.state in UNDER_WAY
        model.state = BallotState.VOID

    def _void(self, model: Model) -> Callable[[Any], Awaitable[Any]]:
        return lambda tx: ballots.void(tx, self.db.keys, model.ballot.id, None, NOW, "sai")

    @rule(killed=st.booleans())
    def restart(self, killed: bool) -> None:
        """Stop and start; or die (the files are taken as they are) and start."""
        if killed:
            self.lives += 1
            self.begin_anew(self.place.copy_to(Path(self.folder.name) / str(self.lives)))
        else:
            self.begin_anew(self.place)

    def begin_anew(self, place: Place) -> None:
        """Open the files again, as the next process does."""
        self.run(self.db.close())
        self.place = place
        self.db = self.run(Database.open(place.data, place.keys))
        recovery = self.run(ballots.recover(self.db, NOW))
        assert (recovery.voided, recovery.stuck, recovery.tidy) == ((), (), True)
        self.started()

    def started(self) -> None:
        """Take note of what a start has counted."""
        for model in self.models:
            if model.state is BallotState.CLOSING and not model.waits:
                self.close_model(model, self.read(model).figures)

    @rule(model=ballots_, step=st.integers(1, 5), after=st.booleans(), slot=SLOTS, marks=MARKS)
    def die_casting(self, model: Model, step: int, after: bool, slot: int, marks: Marks) -> None:
        """The earlier vote or this one is counted: the one not told may be either."""
        self.die(model, "cast", step, after, slot=slot, marks=marks)

    @rule(
        model=ballots_,
        what=st.sampled_from(("enter", "confirm")),
        step=st.integers(1, 8),
        after=st.booleans(),
        teller=TELLER,
    )
    def die_with_paper(self, model: Model, what: str, step: int, after: bool, teller: int) -> None:
        """Signed or not signed; what is confirmed is counted by the next process."""
        self.stop_casting(model)
        if what == "confirm":
            self.enter_paper(model, [{}], 0, 3 - teller)
        self.die(model, what, step, after, teller=teller)

    @rule(
        model=ballots_,
        what=st.sampled_from(("stop", "close", "close", "close", "void")),
        step=st.integers(1, 24),
        after=st.booleans(),
    )
    def die_ending(self, model: Model, what: str, step: int, after: bool) -> None:
        """Open, closing, counted or void: wholly, and never with other totals."""
        self.die(model, what, step if what == "close" else step % 6 + 1, after)

    def die(
        self,
        model: Model,
        what: str,
        step: int,
        after: bool,
        *,
        slot: int = 1,
        marks: Marks | None = None,
        teller: int = 1,
    ) -> None:
        """Die at some statement, commit or key while doing something; the next process finds
        it done or not done, wholly, and done if it had been told."""
        marks = marks or {}
        done = deepcopy(model)
        paper = Paper([marks], 0, teller)
        works: dict[str, Work] = {
            "cast": lambda _: self.within(self._cast(model, slot, marks)),
            "stop": lambda db: self.within(
                lambda tx: ballots.begin_closing(tx, model.ballot.id, None, NOW)
            ),
            "enter": lambda _: self.within(self._enter(model, paper)),
            "confirm": lambda _: self.within(self._confirm(model, teller)),
            "close": lambda db: ballots.close_ballot(db, model.ballot.id, None, NOW),
            "void": lambda _: self.within(self._void(model)),
        }
        self.lives += 1
        told: Any = None
        refused: BallotError | None = None
        keep = Path(self.folder.name) / str(self.lives)
        with Death(self.place, keep, step, after=after) as death:
            told, refused = self.attempt(works[what](self.db))
        if death.remains is not None:
            self.remains(model, done, death.remains, what, slot, marks, paper, teller)
        elif refused is None:
            self.did(done, what, slot, marks, paper, teller)
            if what == "cast":
                done.codes[slot] = told.code
            if what == "close" and told is not None:
                self.close_model(done, told)
            self.become(model, done)
        elif what == "close" and isinstance(refused, PaperPending):
            model.state = BallotState.CLOSING

    def did(
        self, done: Model, what: str, slot: int, marks: Marks, paper: Paper, teller: int
    ) -> None:
        """What the model becomes when it was done."""
        if what == "cast":
            done.slots[slot] = [marks]
        elif what == "enter":
            done.paper = paper
        elif what == "confirm":
            assert done.paper is not None
            done.paper.second = teller
        elif what == "void":
            done.state = BallotState.VOID
        elif done.state is BallotState.OPEN:
            done.state = BallotState.CLOSING

    def remains(
        self,
        model: Model,
        done: Model,
        place: Place,
        what: str,
        slot: int,
        marks: Marks,
        paper: Paper,
        teller: int,
    ) -> None:
        """Begin anew with what a death left, and find the model done or not done."""
        possible = self.could(model, what, slot, paper, teller)
        old = self.db
        self.place = place
        self.db = self.run(Database.open(place.data, place.keys))
        self.run(old.close())
        recovery = self.run(ballots.recover(self.db, NOW))
        assert (recovery.voided, recovery.stuck, recovery.tidy) == ((), (), True)
        if possible and what == "cast":
            if marks not in model.slots[slot]:
                model.slots[slot].append(marks)
        elif possible:
            self.did(done, what, slot, marks, paper, teller)
            before, after = deepcopy(model), deepcopy(done)
            before.start()
            after.start()
            found = self.read(model).state, self.read_paper(model)
            assert found in (self.outlook(before), self.outlook(after))
            if found == self.outlook(after):
                self.become(model, done)
        self.started()

    def could(self, model: Model, what: str, slot: int, paper: Paper, teller: int) -> bool:
        """Whether the deed is one that would have been done, had nobody died."""
        if what == "cast":
            return model.state is BallotState.OPEN and slot in model.slots
        if what == "stop":
            stops = model.with_paper or False in model.may_be_few()
            return model.state is BallotState.OPEN and stops
        if what in {"void", "close"}:
            return model.state in UNDER_WAY
        if model.state is not BallotState.CLOSING or not model.with_paper:
            return False
        first = None if model.paper is None else model.paper.first
        if what == "enter":
            return first is None and paper.adds_up
        enough = model.paper is not None and False in model.may_be_few(len(model.paper.pile))
        return first not in (None, teller) and model.waits and enough

    def outlook(self, model: Model) -> tuple[BallotState, tuple[int | None, int | None]]:
        """What a look at the store tells of a model: its state, and who signed its paper."""
        if model.paper is None or model.state is BallotState.VOID:
            return model.state, (None, None)
        return model.state, (model.paper.first, model.paper.second)

    def become(self, model: Model, other: Model) -> None:
        """Have the model, which rules hold, be as another one."""
        model.state, model.paper, model.figures = other.state, other.paper, other.figures
        model.slots, model.codes = other.slots, other.codes

    @rule(model=ballots_, really=NOW_AND_THEN)
    def lose_keys_and_restart(self, model: Model, really: bool) -> None:
        """Lose one ballot's keys while the bot is down: that ballot, and no other, is void."""
        if not really or model.state not in UNDER_WAY:
            return
        self.run(self.db.close())
        for file in self.place.keys.glob(f"{model.ballot.box}.*"):
            file.unlink()
        model.state = BallotState.VOID
        self.db = self.run(Database.open(self.place.data, self.place.keys))
        recovery = self.run(ballots.recover(self.db, NOW))
        assert recovery.voided == (model.ballot.id,)
        self.started()

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

    def read_paper(self, model: Model) -> tuple[int | None, int | None]:
        """Return who signed the ballot's paper."""

        async def work() -> ballots.PaperCount | None:
            async with self.db.read() as tx:
                return await ballots.paper_count(tx, model.ballot.id)

        found: ballots.PaperCount | None = self.run(work())
        return (None, None) if found is None else (found.entered_by, found.confirmed_by)

    @invariant()
    def the_store_agrees(self) -> None:
        """States, turnout, figures, paper and keys are those of the model."""
        if not hasattr(self, "db"):
            return

        async def turnout(ballot_id: int) -> ballots.Turnout:
            async with self.db.read() as tx:
                return await ballots.turnout(tx, ballot_id)

        for model in self.models:
            found = self.read(model)
            assert (found.state, found.figures) == (model.state, model.figures)
            assert self.read_paper(model) == self.outlook(model)[1]
            told = self.run(turnout(model.ballot.id))
            if model.figures is not None:
                figures = model.figures
                assert told == ballots.Turnout(figures.issued, figures.returned)
            elif model.state is BallotState.VOID:
                assert told.returned == 0
            else:
                assert told.issued == PHONES + model.admitted
                assert told.returned in model.turnouts()
        needed = {model.ballot.box for model in self.models if model.state in UNDER_WAY}
        assert self.db.keys.boxes() == needed

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "db"):
            self.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()


TestBallotMachine = BallotMachine.TestCase
TestBallotMachine.settings = settings(
    max_examples=18,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
