"""One fact of one member: its meaning, who said what and when, and its new value."""

import re
from dataclasses import replace

from markupsafe import Markup, escape

from conversations.authority import Action
from conversations.body_results import Result
from conversations.context import Context
from conversations.fact_words import NUMBERS, TYPED, choices_of, remark_on, value_words, wanted
from conversations.facts.changes import note_change
from conversations.facts.desk import TASK, FactDesk, ceiling_lines, dialogue, take_desk
from conversations.folding import Part, folded, seen
from conversations.parts import home_button, kind_refusal, rows_of
from conversations.reasons import cite, limit
from conversations.result_words import origin
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.words import N_, Words
from rules import (
    AskedOf,
    Decision,
    FactDef,
    FactError,
    FactFault,
    FactType,
    FactValue,
    contradictions,
    fact_to_json,
    jsonable,
    parse_fact,
)
from storage import dialogues, reviews, roll
from storage.reviews import Source

AWAITS = "facts:value"
_NUMBER = re.compile(r"[-+]?\d{1,9}([.,]\d{1,4})?\s*%?")
"""What a typed number may look like; nothing that is costly to read gets any further."""
LONGEST = 40
BY_SECRETARY, BY_OFFICE = "s", "o"
_CONFIRMING = {BY_SECRETARY: Source.SECRETARY, BY_OFFICE: Source.OFFICE}
REASONS = 3

_SOURCES = {
    Source.MEMBER: N_("the member"),
    Source.SECRETARY: N_("the secretary"),
    Source.OFFICE: N_("the office or unit"),
    Source.ROLL: N_("the imported roll"),
}
_ASKED = {
    AskedOf.MEMBER: N_("the member"),
    AskedOf.SECRETARY: N_("the secretary"),
    AskedOf.OFFICE: N_("the office or unit"),
}
"""Who is asked for a fact, as far as anybody is."""


@dialogue.tap("fact", Action.SET_FACTS)
async def show(c: Context, person_id: str, fact_id: str) -> Answer:
    """The fact, with the buttons of its values; where it is typed, its text is awaited."""
    desk = await take_desk(c, person_id)
    fact = _fact(c, desk, fact_id)
    await _await(c, desk, fact)
    return (Show(await _screen(c, desk, fact), TASK),)


@dialogue.tap("set", Action.SET_FACTS)
async def set_value(
    c: Context, person_id: str, fact_id: str, code: str, source: str = BY_SECRETARY
) -> Answer:
    """Keep the value of a button, as confirmed by the secretary or by the member's office."""
    desk = await take_desk(c, person_id)
    fact = _fact(c, desk, fact_id)
    value = _read(fact, code)
    if isinstance(value, FactError) or source not in _CONFIRMING:
        raise kind_refusal(c, c.t.plain("This fact has no such value. Nothing was changed."))
    return await _keep(c, desk, fact, value, _CONFIRMING[source])


@dialogue.tap("forget", Action.SET_FACTS)
async def forget(c: Context, person_id: str, fact_id: str) -> Answer:
    """Make the fact unknown again."""
    desk = await take_desk(c, person_id)
    fact = _fact(c, desk, fact_id)
    await reviews.forget_fact(
        c.tx, desk.review.id, desk.subject.person_id, fact.id, c.account.person.id, c.at
    )
    await note_change(c, desk, fact.id)
    return await _done(c, desk, fact, c.t.plain("The fact is unknown again."), fresh=False)


@dialogue.text("value", Action.SET_FACTS)
async def typed(c: Context, text: str, payload: str) -> Answer:
    """Keep a typed value, or say kindly what is asked for and ask anew."""
    person_id, _, fact_id = payload.partition(":")
    desk = await take_desk(c, person_id)
    fact = _fact(c, desk, fact_id)
    value = _read(fact, text)
    if isinstance(value, FactError):
        said = escape(remark_on(c.t, fact, value))
        return (Show(await _screen(c, desk, fact, seen(said)), TASK, fresh=True),)
    return await _keep(c, desk, fact, value, Source.SECRETARY, fresh=True)


def _fact(c: Context, desk: FactDesk, fact_id: str) -> FactDef:
    """The fact of a tap: one that people set, of this guideline; Refused otherwise."""
    fact = desk.ruleset.facts.get(fact_id)
    if fact is None or desk.kind not in fact.kinds or fact.id in desk.given:
        raise kind_refusal(c, c.t.plain("That fact cannot be set here. Nothing was changed."))
    return fact


def _read(fact: FactDef, raw: str) -> FactValue | FactError:
    """What a button's code or a typed text says, or why it cannot be."""
    raw = raw.strip()
    if len(raw) > LONGEST or (fact.type in NUMBERS and not _NUMBER.fullmatch(raw)):
        return FactError(fact.id, FactFault.WRONG_TYPE)
    try:
        return parse_fact(fact, raw)
    except FactError as error:
        return error


async def _keep(
    c: Context,
    desk: FactDesk,
    fact: FactDef,
    value: FactValue,
    source: Source,
    *,
    fresh: bool = False,
) -> Answer:
    """Record a confirmed value, unless it contradicts what is already confirmed."""
    clash = contradictions(desk.ruleset, desk.kind, {**desk.told, fact.id: value})
    if clash:
        said = c.t(
            "⚠️ Not saved: {says} Please correct the other fact first.",
            says=" ".join(clash[0].says),
        )
        return (Show(await _screen(c, desk, fact, seen(said)), TASK, fresh=fresh),)
    await reviews.record_fact(
        c.tx,
        desk.review.id,
        desk.subject.person_id,
        fact.id,
        fact_to_json(fact, value),
        source,
        c.account.person.id,
        c.at,
        True,
    )
    await note_change(c, desk, fact.id)
    return await _done(c, desk, fact, c.t.plain("Saved."), fresh=fresh)


async def _done(c: Context, before: FactDesk, fact: FactDef, said: str, *, fresh: bool) -> Answer:
    """The fact as it stands now, and what that did to the ceiling."""
    desk = await take_desk(c, before.subject.code)
    screen = await _screen(c, desk, fact, _change(c, desk, before.ceiling, desk.ceiling))
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if fresh:
        return (Show(screen, TASK, fresh=True),)
    return Toast(said), Show(screen, TASK)


def _change(c: Context, desk: FactDesk, before: Decision, after: Decision) -> Part:
    """How the hard ceiling changed, and why it is now what it is."""
    t, ruleset = c.t, desk.ruleset
    old, new = limit(t, ruleset, before), limit(t, ruleset, after)
    head = (
        t("✅ Saved. The ceiling is unchanged.")
        if old == new
        else t("✅ Saved. The ceiling was: {old}.", old=old)
    )
    ceiling = ceiling_lines(t, ruleset, after, REASONS)
    return replace(ceiling, shown=(head, *ceiling.shown))


async def _await(c: Context, desk: FactDesk, fact: FactDef) -> None:
    if fact.type in TYPED:
        payload = f"{desk.subject.code}:{fact.id}"
        await dialogues.await_text(c.tx, c.event.sender, AWAITS, payload)
    else:
        await dialogues.clear_awaited(c.tx, c.event.sender)


async def _screen(c: Context, desk: FactDesk, fact: FactDef, remark: Part | None = None) -> Screen:
    t = c.t
    asked = escape(wanted(t, fact)) if fact.type in TYPED else Markup()
    text = folded(
        t,
        remark or seen(),
        seen(
            t("<b>{fact}</b>", fact=fact.name),
            t("About: {name}", name=desk.subject.title)
            if desk.subject.person
            else t("{name}", name=desk.subject.title),
            escape(fact.meaning),
            t("Basis: clause {clause}", clause=cite(t, desk.ruleset, fact.clause)),
            t("Who knows: {who}", who=t.plain(_ASKED[fact.asked_of]))
            if fact.asked_of in _ASKED
            else Markup(),
            t("🔒 Not shown to those who vote.") if fact.private else Markup(),
        ),
        seen(await _said(c, desk, fact)),
        seen(asked),
    )
    return Screen(text, _rows(c, desk, fact))


async def _said(c: Context, desk: FactDesk, fact: FactDef) -> Markup:
    """The value that counts, who said it and when, whether it is confirmed."""
    t = c.t
    record, value = desk.record(fact.id), desk.value(fact.id)
    words = value_words(t, desk.ruleset, fact, value)
    result = desk.results.get(fact.id)
    if record is None or value is None:
        now = t("Now: <b>{value}</b>", value=words)
        return now if result is None else t.join([now, _from(t, result)])
    who = None if record.said_by is None else await roll.person(c.tx, record.said_by)
    lines = [
        t("Now: <b>{value}</b>", value=words),
        t(
            "Said by {source} ({name}), {moment}",
            source=t.plain(_SOURCES[record.source]),
            name=who.full_name,
            moment=t.moment(record.said_at),
        )
        if who is not None
        else t(
            "Said by {source}, {moment}",
            source=t.plain(_SOURCES[record.source]),
            moment=t.moment(record.said_at),
        ),
        t("Confirmed: it counts for the ceiling.")
        if record.confirmed
        else t("⚠️ Not confirmed yet: it does not count for the ceiling."),
    ]
    if result is not None and result.value != value:
        by_results = value_words(t, desk.ruleset, fact, result.value)
        lines.append(
            t(
                "⚠️ By the results it would be: <b>{value}</b> ({origin}). What was entered "
                "counts; “Not known” takes it back, and then the results count.",
                value=by_results,
                origin=origin(t, result),
            )
        )
    return t.join(lines)


def _from(t: Words, result: Result) -> Markup:
    """Where a value comes from that nobody entered, and whether it binds."""
    if result.sure:
        return t("Worked out {origin}.", origin=origin(t, result))
    return t(
        "Worked out {origin}. It advises; confirm it, and it counts for the ceiling.",
        origin=origin(t, result),
    )


def _rows(c: Context, desk: FactDesk, fact: FactDef) -> Rows:
    t, subject = c.t, desk.subject.code
    record, value = desk.record(fact.id), desk.value(fact.id)
    sure = record is not None and record.confirmed
    buttons = [
        Button(
            f"✓ {label}" if sure and one == value else label,
            dialogue.data("set", subject, fact.id, code),
        )
        for one, code, label in choices_of(t, desk.ruleset, fact)
    ]
    rows: Rows = rows_of(buttons, 2 if fact.type is FactType.BOOL else 1)
    result = desk.results.get(fact.id)
    if record is None and result is not None and not result.sure:
        code = jsonable(result.value)
        label = t.plain("✅ Confirm what was said")
        rows += ((Button(label, dialogue.data("set", subject, fact.id, code)),),)
    if record is not None and value is not None:
        code = jsonable(value)
        if not sure:
            label = t.plain("✅ Confirm what was said")
            rows += ((Button(label, dialogue.data("set", subject, fact.id, code)),),)
        if not sure or record.source is not Source.OFFICE:
            label, by = t.plain("🏢 The office confirms it"), BY_OFFICE
        else:
            label, by = t.plain("✍️ The secretary confirms it"), BY_SECRETARY
        rows += ((Button(label, dialogue.data("set", subject, fact.id, code, by)),),)
        rows += ((Button(t.plain("Not known"), dialogue.data("forget", subject, fact.id)),),)
    return (
        *rows,
        (Button(t.plain("‹ Back to the facts"), dialogue.data("pick", subject)), home_button(t)),
    )
