"""What is kept about a person, as lines that he can read.

Each table of ``storage.personal.ABOUT`` has its part here; a test sees to it that none is left out.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from conversations.context import Context
from conversations.evidence import person_kind, ruleset_of
from conversations.fact_words import value_words
from conversations.mine.words import (
    ANSWERS,
    ATTENDANCES,
    FIGURES,
    REMARKS,
    REMINDERS,
    SOURCES,
    item_words,
)
from conversations.people_words import birth_year, titles
from conversations.words import N_, Words
from rules import FactError, Ruleset, fact_from_json
from storage import roll
from storage.personal import Rows, kept_about
from storage.reviews import Review, reviews_of

Row = Mapping[str, Any]
Part = Callable[["Desk", Rows], Iterable[str]]


class Desk:
    """What the lines are made with: words, guidelines, names."""

    def __init__(
        self,
        t: Words,
        reviews: Mapping[int, tuple[Review, Ruleset]],
        names: Mapping[int, str],
    ) -> None:
        self.t, self.reviews, self._names = t, reviews, names

    def name(self, person_id: int | None) -> str:
        """Who it was; the operator or the program where it was nobody of the branch."""
        if person_id is None:
            return self.t.plain("the program")
        return self._names.get(person_id, self.t.plain("somebody else"))

    def moment(self, at: datetime | None) -> str:
        return "–" if at is None else self.t.moment(at)

    def year(self, row: Row) -> str:
        return str(self.reviews[row["review_id"]][0].year)

    def ruleset(self, row: Row) -> Ruleset:
        return self.reviews[row["review_id"]][1]

    def fact(self, fact_id: str) -> str:
        """The fact's name, by the guidelines that the branch has had."""
        known = (one.facts[fact_id] for _, one in self.reviews.values() if fact_id in one.facts)
        found = next(known, None)
        return fact_id if found is None else found.name

    def value(self, ruleset: Ruleset, fact_id: str, json: str) -> str:
        """The value of a fact in words; as it is kept where the guideline does not know it."""
        fact = ruleset.facts.get(fact_id)
        if fact is None:
            return json
        try:
            return value_words(self.t, ruleset, fact, fact_from_json(fact, json))
        except FactError:
            return json

    def grades(self, ruleset: Ruleset, grades: Mapping[str, str]) -> Iterable[str]:
        names = {one.id: one.short for one in ruleset.criteria(person_kind(ruleset))}
        for criterion, grade in grades.items():
            known = ruleset.grade(grade).name if grade in ruleset.grade_rank else grade
            yield f"  {names.get(criterion, criterion)}: {known}"

    def level(self, ruleset: Ruleset, level: str | None) -> str:
        if level is None:
            return self.t.plain("not said")
        return ruleset.level(level).name if level in ruleset.level_rank else level


async def data_lines(c: Context) -> list[str]:
    """Everything that is kept about the sender, in his words."""
    t, me = c.t, c.account
    reviews = {
        one.id: (one, ruleset_of(c.house, one)) for one in await reviews_of(c.tx, me.branch.id)
    }
    people = await roll.people(c.tx, me.branch.id, gone=True)
    desk = Desk(t, reviews, {one.id: one.full_name for one in people})
    person = me.person
    year = birth_year(person)
    lines = [
        t.plain("WHAT TỰ SOI KEEPS ABOUT YOU"),
        t.plain("Made at {moment}, at your wish.", moment=t.moment(c.at)),
        "",
        t.plain("THE ROLL"),
        t.plain("Branch: {name}", name=me.branch.name),
        t.plain("Full name: {name}", name=person.full_name),
        t.plain("Number: {number}", number=person.number),
        t.plain("Born: {birth}", birth=t.date(person.birth) if person.birth else str(year or "–")),
        t.plain("Admitted: {day}", day=t.date(person.joined) if person.joined else "–"),
        t.plain("Official since: {day}", day=t.date(person.official) if person.official else "–"),
        titles(t, person),
    ]
    kept = await kept_about(c.tx, person.id)
    for table, (heading, part) in PARTS.items():
        if table in kept:
            lines += ["", t.plain(heading), *part(desk, kept[table])]
    return [
        *lines,
        "",
        t.plain("NOT KEPT"),
        t.plain(
            "How you voted. The box keeps envelopes that nobody can open before the count, and "
            "nothing of them by person afterwards."
        ),
    ]


def _account(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        yield desk.t.plain(
            "Telegram number {number}, linked {moment}",
            number=str(row["telegram_id"]),
            moment=desk.moment(_when(row["linked_at"])),
        )


def _invites(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        yield desk.t.plain(
            "Link given {given}, valid until {until}, used {used}, withdrawn {withdrawn}",
            given=desk.moment(_when(row["issued_at"])),
            until=desk.moment(_when(row["expires_at"])),
            used=desk.moment(_when(row["used_at"])),
            withdrawn=desk.moment(_when(row["revoked_at"])),
        )


def _told(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        fact_id, json = str(row["fact_id"]), str(row["value"])
        known = (one for _, one in desk.reviews.values() if fact_id in one.facts)
        ruleset = next(known, None)
        value = json if ruleset is None else desk.value(ruleset, fact_id, json)
        yield f"{desk.fact(fact_id)}: {value}"


def _facts(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        sure = desk.t.plain("confirmed") if row["confirmed"] else desk.t.plain("not confirmed")
        yield desk.t.plain(
            "{year} · {fact}: {value} (said by {source}, {name}, {moment}; {sure})",
            year=desk.year(row),
            fact=desk.fact(str(row["fact_id"])),
            value=desk.value(desk.ruleset(row), str(row["fact_id"]), str(row["value"])),
            source=desk.t.plain(SOURCES[str(row["source"])]),
            name=desk.name(_who(row["said_by"])),
            moment=desk.moment(_when(row["said_at"])),
            sure=sure,
        )


def _heard(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        yield desk.t.plain(
            "{year}: recorded as heard by {name}, {moment}",
            year=desk.year(row),
            name=desk.name(_who(row["said_by"])),
            moment=desk.moment(_when(row["said_at"])),
        )


def _assessments(desk: Desk, rows: Rows) -> Iterable[str]:
    t = desk.t
    for row in rows:
        ruleset = desk.ruleset(row)
        yield t.plain(
            "{year}: submitted {moment}; level claimed: {level}",
            year=desk.year(row),
            moment=desk.moment(_when(row["submitted_at"])),
            level=desk.level(ruleset, _text(row["own_level"])),
        )
        if row["written_by"] is not None:
            yield t.plain("  typed for you by {name}", name=desk.name(_who(row["written_by"])))
        yield from desk.grades(ruleset, _map(row["grades"]))
        for name, number in _map(row["figures"]).items():
            yield f"  {t.plain(FIGURES.get(name, name))}: {number}"


def _notes(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        item = item_words(desk.t, desk.ruleset(row), str(row["item"]))
        yield f"{desk.year(row)} · {item}:"
        yield from (f"  {line}" for line in str(row["note"]).splitlines())


def _suggestions(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        taken = _when(row["withdrawn_at"])
        if not row["text"] and taken is not None:
            continue  # taken back before it was told: nothing of it is kept
        said = desk.moment(_when(row["said_at"]))
        if not row["text"]:
            yield desk.t.plain("{year} · {moment}: words erased", year=desk.year(row), moment=said)
            continue
        yield desk.t.plain(
            "{year} · asked by {origin}, {moment}: {text}",
            year=desk.year(row),
            origin=str(row["origin"]),
            moment=said,
            text=str(row["text"]),
        )
        if taken is not None:
            yield desk.t.plain("  taken back {moment}", moment=desk.moment(taken))


def _appraisals(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        ruleset = desk.ruleset(row)
        yield desk.t.plain(
            "{year}: level proposed: {level} (entered by {name}, {moment})",
            year=desk.year(row),
            level=desk.level(ruleset, _text(row["level"])),
            name=desk.name(_who(row["said_by"])),
            moment=desk.moment(_when(row["said_at"])),
        )
        yield from desk.grades(ruleset, _map(row["grades"]))


def _remarks(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        says = desk.t.plain(REMARKS.get(str(row["item"]), N_("a remark")))
        yield f"{desk.year(row)} · {says}:"
        yield from (f"  {line}" for line in str(row["text"]).splitlines())


def _revisions(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        yield desk.t.plain(
            "{year}: given back {moment}, handed in again {again}",
            year=desk.year(row),
            moment=desk.moment(_when(row["said_at"])),
            again=desk.moment(_when(row["revised_at"])),
        )


def _answers(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        answer = desk.t.plain(ANSWERS.get(str(row["answer"]), str(row["answer"])))
        yield f"{desk.moment(_when(row['said_at']))}: {answer}"
        if row["reason"]:
            yield f"  {row['reason']}"


def _roll_calls(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        seen = desk.t.plain(ATTENDANCES.get(str(row["attendance"]), str(row["attendance"])))
        yield f"{desk.moment(_when(row['noted_at']))}: {seen}"


def _wishes(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        wants = desk.t.plain(REMINDERS.get(str(row["wants"]), str(row["wants"])))
        yield f"{wants} ({desk.moment(_when(row['chosen_at']))})"


def _ballots(desk: Desk, rows: Rows) -> Iterable[str]:
    numbers = ", ".join(str(row["ballot_id"]) for row in rows)
    yield desk.t.plain("Ballots: {numbers}", numbers=numbers)


def _drafts(desk: Desk, rows: Rows) -> Iterable[str]:
    for _ in rows:
        yield desk.t.plain("Something that you have begun and not yet confirmed.")


def _handovers(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        yield desk.t.plain(
            "From {giver} to {taker}, {moment}",
            giver=desk.name(_who(row["from_id"])),
            taker=desk.name(_who(row["to_id"])),
            moment=desk.moment(_when(row["offered_at"])),
        )


def _messages(desk: Desk, rows: Rows) -> Iterable[str]:
    yield desk.t.plain_plural("{n} message", "{n} messages", len(rows))


def _trail(desk: Desk, rows: Rows) -> Iterable[str]:
    for row in rows:
        yield f"{desk.moment(_when(row['at']))}: {row['action']}"


def _when(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _who(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


PARTS: Mapping[str, tuple[str, Part]] = {
    "account": (N_("THE TELEGRAM ACCOUNT"), _account),
    "invite": (N_("INVITATIONS"), _invites),
    "roll_fact": (N_("WHAT THE ROLL'S SHEET TELLS"), _told),
    "fact": (N_("FACTS FOR THE RATING"), _facts),
    "assessment": (N_("YOUR SELF-ASSESSMENT"), _assessments),
    "assessment_note": (N_("YOUR TEXTS"), _notes),
    "suggestion": (N_("WHAT YOU ARE ASKED TO EXPLAIN"), _suggestions),
    "appraisal": (N_("THE COMMITTEE'S VIEW"), _appraisals),
    "remark": (N_("WHAT WAS SAID OF YOU"), _remarks),
    "revision": (N_("GIVEN BACK TO BE REVISED"), _revisions),
    "heard": (N_("HEARD BY THE BRANCH"), _heard),
    "meeting_answer": (N_("YOUR ANSWERS TO MEETINGS"), _answers),
    "roll_call": (N_("ROLL-CALLS"), _roll_calls),
    "reminder_choice": (N_("REMINDERS YOU WISH"), _wishes),
    "meeting_draft": (N_("A MEETING NOT YET ANNOUNCED"), _drafts),
    "roll_draft": (N_("A CHANGE OF THE ROLL NOT YET CONFIRMED"), _drafts),
    "handover": (N_("THE SECRETARY'S POST OFFERED"), _handovers),
    "ballot_roll": (N_("BALLOTS IN WHICH YOU MAY VOTE (NOT HOW, NOR WHETHER)"), _ballots),
    "ballot_subject": (N_("BALLOTS ON YOUR LEVEL"), _ballots),
    "ballot_teller": (N_("BALLOTS IN WHICH YOU ARE A TELLER"), _ballots),
    "outbox": (N_("MESSAGES SENT OR TO BE SENT TO YOU"), _messages),
    "audit": (N_("THE RECORD OF WHAT YOU DID (codes of the program)"), _trail),
}
"""A heading and the lines for each table, in the order of the file."""
