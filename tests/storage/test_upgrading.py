"""A database of the first released revision, with something in every table, brought up to date.

It is filled by plain SQL, as the program of that day left it: a year counted and closed, and a
ballot open with envelopes in its box.  Nothing of it may be lost, and that ballot goes on.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from storage import (
    assessments,
    audit,
    ballots,
    dialogues,
    driver,
    forms,
    meetings,
    outbox,
    reminders,
    reviews,
    roll,
    schema,
    suggestions,
)
from storage.backup import backup, restore
from storage.check import check
from storage.database import database_file
from storage.envelopes import Lock, fill_in, seal
from storage.keys import KeyFolder
from storage.migrations import configuration, upgrade
from storage.personal import kept_about
from tests.storage.conftest import LEVELS, NAMES, NOW, Place, after

FIRST = "0001"
OLD, OPEN = 1, 2
"""The counted ballot of last year, the open one of this year."""
VOTED = (1, 3)
"""The slots that have come back in the open ballot, each with HTT for both."""
CODES = ["0000-0001", "0000-0002", "0000-0003"]
STAMP = "2024-12-05 12:30:00.000000"
Row = Mapping[str, object]


@dataclass(frozen=True)
class Old:
    """Where the old database lies, and what was written into each of its tables."""

    place: Place
    rows: Mapping[str, list[Row]]


def paper_of_old(lines: list[list[object]]) -> bytes:
    """Return the digest of a ballot paper as the first release worked it out."""
    told = json.dumps([LEVELS, lines], ensure_ascii=False, separators=(",", ":"))
    return blake2b(told.encode(), digest_size=32, person=b"tusoi-paper").digest()


def people() -> list[Row]:
    """Seven members; the last has left."""
    return [
        {
            "id": number,
            "branch_id": 1,
            "number": f"0{number}",
            "place": number,
            "full_name": name,
            "birth": f"195{number}-03-12",
            "birth_year": 1950 + number,
            "joined": "1980-01-01",
            "official": "1981-01-01",
            "standing": "official",
            "roles": "secretary" if number == 1 else "",
            "gone": "2024-06-30" if number == len(NAMES) else None,
        }
        for number, name in enumerate(NAMES, 1)
    ]


def ballot(number: int, review: int, state: str, box: str, key: bytes, **more: object) -> Row:
    """A ballot of four who voted or may vote, one excused."""
    return {
        "id": number,
        "branch_id": 1,
        "review_id": review,
        "parent_id": None,
        "kind": "member_levels",
        "state": state,
        "levels": json.dumps(LEVELS),
        "majority_base": "summoned",
        "quorum": None,
        "opened_at": STAMP,
        "closes_at": None,
        "ended_at": None,
        "void_reason": None,
        "box": box,
        "public_key": key,
        "card_chat": -1001,
        "card_message": 77,
        "summoned": 5,
        "excused": 1,
        "issued": 4,
        "returned": None,
        "codes": None,
        **more,
    }


def box_of(lock: Lock) -> list[Row]:
    """Four envelopes, two of them cast."""
    found = {one.slot: (False, one.content) for one in fill_in(lock, range(1, 5), 2)}
    found |= {slot: (True, seal(lock, slot, bytes([2, 2]))[0]) for slot in VOTED}
    return [
        {"ballot_id": OPEN, "slot": slot, "returned": returned, "sealed": content}
        for slot, (returned, content) in sorted(found.items())
    ]


def content(keys: KeyFolder, mark: str) -> dict[str, list[Row]]:
    """Something for every table, parents before children."""
    public = keys.make("b" * 32)
    lines: list[list[object]] = [[n, n, NAMES[n - 1], list(LEVELS)] for n in (1, 2)]
    lock = keys.lock("b" * 32, OPEN, paper_of_old(lines))
    assert lock is not None
    keys.repair(mark)
    keys.settle(committed=True)
    both = [(which, n) for which in (OLD, OPEN) for n in range(1, 6)]
    counted = {"ended_at": STAMP, "returned": 3, "codes": json.dumps(CODES)}
    said = {"said_by": 1, "said_at": STAMP}
    return {
        "branch": [
            {
                "id": 1,
                "name": "Chi bộ Một",
                "upper": "Đảng ủy phường",
                "time_zone": "Asia/Ho_Chi_Minh",
                "locale": "vi",
                "group_chat": -1001,
                "group_title": "Chi bộ Một",
            }
        ],
        "person": people(),
        "account": [
            {
                "telegram_id": 5_000_000_001,
                "person_id": 1,
                "locale": "vi",
                "reachable": True,
                "linked_at": STAMP,
            }
        ],
        "invite": [
            {
                "id": 1,
                "person_id": 2,
                "digest": "d" * 64,
                "issued_by": 1,
                "issued_at": STAMP,
                "expires_at": "2025-01-04 12:30:00.000000",
                "used_at": None,
                "used_by": None,
                "revoked_at": None,
            }
        ],
        "roll_fact": [{"person_id": 2, "fact_id": "disciplined", "value": "false"}],
        "review": [
            {
                "id": year - 2022,
                "branch_id": 1,
                "year": year,
                "ruleset_id": "can-tho-2018",
                "base_id": None,
                "stage": stage,
                "opened_at": STAMP,
            }
            for year, stage in ((2023, "closed"), (2024, "ballot"))
        ],
        "fact": [
            {
                "id": 1,
                "review_id": 2,
                "person_id": who,
                "fact_id": "disciplined",
                "value": "false",
                "source": "secretary",
                "confirmed": True,
                **said,
            }
            for who in (2,)
        ],
        "heard": [{"review_id": 2, "person_id": 3, **said}],
        "assessment": [
            {
                "review_id": 2,
                "person_id": 2,
                "grades": '{"a": "tot"}',
                "position": 4,
                "own_level": "HTT",
                "answered_at": STAMP,
                "submitted_at": STAMP,
            },
            {
                "review_id": 2,
                "person_id": 4,
                "grades": "{}",
                "position": 0,
                "own_level": None,
                "answered_at": None,
                "submitted_at": None,
            },
        ],
        "assessment_note": [{"review_id": 2, "person_id": 2, "item": "c:a", "note": "Đã xong."}],
        "ballot": [
            ballot(OLD, 1, "closed", "a" * 32, bytes(32), **counted),
            ballot(OPEN, 2, "open", "b" * 32, public),
        ],
        "ballot_subject": [
            {
                "ballot_id": which,
                "number": n,
                "person_id": n,
                "name": NAMES[n - 1],
                "options": json.dumps(LEVELS),
                "blank": 1 if which == OLD else None,
            }
            for which in (OLD, OPEN)
            for n in (1, 2)
        ],
        "ballot_roll": [
            {"ballot_id": which, "person_id": n, "slot": n if n < 5 else None} for which, n in both
        ],
        "envelope": box_of(lock),
        "tally": [
            {"ballot_id": OLD, "number": n, "level": level, "votes": 2 if level == "HTT" else 0}
            for n in (1, 2)
            for level in LEVELS
        ],
        "awaited": [{"telegram_id": 5_000_000_001, "awaits": "roll:name", "payload": "2"}],
        "live": [{"chat_id": 5_000_000_001, "task": "home", "message_id": 12}],
        "outbox": [
            {
                "id": 1,
                "key": "board.reminder:2",
                "kind": "board.reminder",
                "payload": "{}",
                "person_id": 1,
                "chat_id": None,
                "due": STAMP,
                "expires": None,
                "state": "waiting",
                "attempts": 0,
                "claimed_at": None,
                "perhaps_sent": False,
                "ended_at": None,
                "reason": None,
            }
        ],
        "audit": [
            {
                "id": 1,
                "branch_id": 1,
                "person_id": 1,
                "action": "ballot.opened",
                "at": STAMP,
                "detail": '{"ballot":2}',
            }
        ],
    }


@pytest.fixture
def old(tmp_path: Path) -> Old:
    """Return a database of the first revision with a row in every table, and its keys."""
    place = Place(tmp_path / "data", tmp_path / "keys")
    place.data.mkdir(mode=0o700)
    keys = KeyFolder.open(place.keys, place.data)
    with closing(driver.connect(database_file(place.data))) as connection:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        with engine.connect() as bound:
            bound.exec_driver_sql("BEGIN IMMEDIATE")
            config = configuration()
            config.attributes["connection"] = bound
            command.upgrade(config, FIRST)
            bound.commit()
        (mark,) = connection.execute("SELECT pairing FROM store").fetchone()
        rows = content(keys, mark)
        for table, several in rows.items():
            for row in several:
                places = ", ".join("?" * len(row))
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})",
                    tuple(row.values()),
                ).close()
        every = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        for (name,) in every:
            (many,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert many, f"nothing stands in {name}"
    return Old(place, rows)


def test_nothing_written_by_the_first_release_is_lost(old: Old) -> None:
    """Each row of each table stands there unchanged, and `tusoi db check` finds nothing wrong."""
    assert upgrade(old.place.data)
    with closing(driver.connect(database_file(old.place.data), read_only=True)) as connection:
        for table, rows in old.rows.items():
            names = ", ".join(rows[0])
            found = connection.execute(f"SELECT {names} FROM {table}").fetchall()
            assert sorted(found, key=repr) == sorted(
                (tuple(one.values()) for one in rows), key=repr
            )
    assert check(old.place.data, old.place.keys) == ()


async def test_everything_reads_back_through_the_program(old: Old) -> None:
    """People, review, facts, answers, the counted ballot: as values, the new columns at rest."""
    upgrade(old.place.data)
    async with old.place.database(recovered=False) as db, db.read() as tx:
        me = await roll.find_account(tx, 5_000_000_001)
        assert me is not None
        assert me.person.roles == {roll.Role.SECRETARY}
        assert me.review is not None
        assert (me.review.year, me.review.stage) == (2024, reviews.Stage.BALLOT)
        everyone = await roll.people(tx, 1, gone=True)
        assert [one.full_name for one in everyone] == list(NAMES)
        assert everyone[-1].left == date(2024, 6, 30)
        mine = await assessments.assessment(tx, 2, 2)
        assert (mine.grades, mine.own_level, mine.notes) == (
            {"a": "tot"},
            "HTT",
            {"c:a": "Đã xong."},
        )
        assert (dict(mine.figures), mine.written_by, mine.submitted_at) == ({}, None, NOW)
        assert await reviews.heard(tx, 2) == {3}
        counted, under_way = (
            *await ballots.ballots(tx, 1),
            *await ballots.ballots(tx, 2),
        )
        assert counted.figures is not None
        assert counted.figures.codes == tuple(CODES)
        assert dict(counted.figures.subjects[0].votes) == {"XS": 0, "HTT": 2, "HN": 0, "KHT": 0}
        assert (counted.paper, counted.per_voter, counted.shows) == (
            False,
            None,
            ballots.Shows.FIGURES,
        )
        assert under_way.takes_votes(NOW)
        assert await ballots.turnout(tx, OPEN) == ballots.Turnout(4, 2)
        assert await ballots.excused(tx, OPEN) == (5,)
        assert not await ballots.paper_voters(tx, OPEN)
        assert [one.kind for one in await outbox.messages(tx)] == ["board.reminder"]
        awaited = await dialogues.awaited(tx, 5_000_000_001)
        assert awaited is not None
        assert awaited.awaits == "roll:name"
        assert {"account", "audit", "ballot_roll"} <= set(await kept_about(tx, 1))
        # What is new is empty, and can be asked for.
        assert not await meetings.meetings(tx, 1)
        assert not await suggestions.of_review(tx, 2)
        assert await reminders.switches(tx, 1)
        assert not await forms.own_forms(tx, 1, "can-tho-2018")


async def test_the_ballot_under_way_goes_on_and_is_counted(old: Old) -> None:
    """Envelopes sealed before the upgrade are opened after it, beside those cast since."""
    upgrade(old.place.data)
    async with old.place.database() as db:
        async with db.write() as tx:
            one = await ballots.ballot(tx, OPEN)
            assert one is not None
            await ballots.cast(tx, db.keys, one, 2, {1: "XS"}, at=after(minutes=1))
            await audit.record(tx, 1, 1, "test", NOW)
        figures = await ballots.close_ballot(db, OPEN, 1, after(minutes=2))
    assert (figures.returned, len(figures.codes)) == (3, 3)
    assert [dict(one.votes) for one in figures.subjects] == [
        {"XS": 1, "HTT": 2, "HN": 0, "KHT": 0},
        {"XS": 0, "HTT": 2, "HN": 0, "KHT": 0},
    ]
    assert [one.blank for one in figures.subjects] == [0, 1]
    assert check(old.place.data, old.place.keys) == ()


def test_a_copy_of_the_first_release_is_restored_and_then_upgraded(
    old: Old, tmp_path: Path
) -> None:
    """An old drawer's copy holds no envelope; put in place it is upgraded like any other."""
    backup(old.place.data, tmp_path / "copy.db")
    restore(old.place.data, tmp_path / "copy.db", replace=True)
    assert upgrade(old.place.data)
    with closing(driver.connect(database_file(old.place.data), read_only=True)) as connection:
        (left,) = connection.execute("SELECT count(*) FROM envelope").fetchone()
        (kept,) = connection.execute("SELECT count(*) FROM assessment").fetchone()
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert (left, kept, revision) == (0, 2, schema.REVISIONS[-1])
