"""The branch and its committee on one screen: what facts and grades come to, with the clauses."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.bodies.declared import TASK, Desk, dialogue, every_desk, take_desk
from conversations.body_evidence import has_committee
from conversations.context import Context
from conversations.heads import How
from conversations.parts import home_button
from conversations.reasons import limit, outcome, waiting, why
from conversations.result_words import differences, level_known, results_lines
from conversations.screen import Answer, Button, Rows, Screen, Show
from rules import Kind
from storage import dialogues

WAITING = 2
FITS = 700
"""Characters that a small phone shows at once; what does not fit stands under «Căn cứ»."""
SHORTER = ((1, True), (1, False), (0, False))
"""How much of each body is told, the most that fits: reasons, and whether what is missing."""
REASONS = 6


@dialogue.command("chibo", needs=Action.APPRAISE)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.APPRAISE)
async def show(c: Context) -> Answer:
    """Both bodies, each with its levels and their reasons."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await page(c), TASK),)


async def page(c: Context, remark: Markup | None = None) -> Screen:
    """The page; ``remark`` is said above it."""
    desks = await every_desk(c)
    note = await _note(c, desks)
    texts = (_text(c, desks, reasons, missing, remark, note) for reasons, missing in SHORTER)
    text = next((one for one in texts if len(one.striptags()) <= FITS), None)
    return Screen(text or _text(c, desks, 0, False, remark, note), _rows(c, desks))


@dialogue.tap("why", Action.APPRAISE)
async def reasons_of(c: Context, code: str) -> Answer:
    """One body's levels with every reason that fits, and what is not known yet."""
    t, desk = c.t, await take_desk(c, code)
    told = _results(c, desk)
    texts = (
        t.join([_body(c, desk, many, missing=missing), *more], "\n\n")
        for more, missing in ((told, True), (told, False), ([], True), ([], False))
        for many in range(REASONS, -1, -1)
    )
    text = next((one for one in texts if len(one.striptags()) <= FITS), None)
    text = text or _body(c, desk, 0, missing=False)
    back = Button(t.plain("‹ Back"), dialogue.data("show"))
    return (Show(Screen(text, ((back, home_button(t)),)), TASK),)


def _text(
    c: Context,
    desks: list[Desk],
    reasons: int,
    missing: bool,
    remark: Markup | None,
    note: Markup,
) -> Markup:
    parts = [remark or Markup(), c.t("<b>The branch and its committee</b>")]
    parts += [_body(c, one, reasons, missing=missing) for one in desks]
    return c.t.join([*parts, note], "\n\n")


async def _note(c: Context, desks: list[Desk]) -> Markup:
    """Why a body is not there, if it is not."""
    if not desks:
        return c.t("The guideline of this review rates members only.")
    rates_committees = desks[0].ruleset.covers(Kind.COLLECTIVE)
    if rates_committees and not await has_committee(c.tx, c.account.branch):
        return c.t("The roll names no committee member, so there is no committee to rate.")
    return Markup()


def _body(c: Context, desk: Desk, most: int, *, missing: bool) -> Markup:
    """One body: the ceiling by facts, the advised level, how its level is known, and why."""
    t, ruleset = c.t, desk.ruleset
    ceiling, advised = desk.evidence.ceiling(ruleset), desk.evidence.advised(ruleset)
    private = may(c.me, Action.SET_FACTS, group=False)
    lines = [
        t("<b>{title}</b>", title=desk.title),
        t("Ceiling by confirmed facts: {outcome}", outcome=limit(t, ruleset, ceiling)),
    ]
    if desk.grades:
        lines.append(
            t("Advised by facts and grades: {outcome}", outcome=outcome(t, ruleset, advised))
        )
    level = desk.evidence.appraisal.level
    if level is not None and level in ruleset.level_rank:
        lines.append(t("The committee takes: <b>{level}</b>", level=ruleset.level(level).name))
    if every := desk.to_write:
        done = sum(bool(one.text) for one in every)
        lines.append(t("✍️ Written parts: {done}/{all}", done=done, all=len(every)))
    known, likely = desk.evidence.level, desk.evidence.likely(ruleset)
    if known is not None and known.how is not How.TAKEN:
        lines.append(level_known(t, ruleset, known))
    if desk.evidence.unconfirmed and likely.ceiling != ceiling.ceiling:
        lines.append(
            t("With the results not confirmed yet: {outcome}", outcome=limit(t, ruleset, likely))
        )
    lines.append(differences(t, ruleset, desk.evidence, private=private))
    decision = advised if desk.grades else likely
    reasons = why(t, ruleset, decision, private=private, seen=False)[:most]
    lines += [t("• {reason}", reason=one) for one in reasons]
    if missing:
        lines.append(waiting(t, ruleset, ceiling, WAITING))
    return t.join(lines)


def _results(c: Context, desk: Desk) -> list[Markup]:
    """What follows from the members' results, from the roll and from the branch's level."""
    private = may(c.me, Action.SET_FACTS, group=False)
    lines = results_lines(c.t, desk.ruleset, desk.evidence, private=private)
    return [c.t.join([c.t("<b>From results:</b>"), *lines])] if lines else []


def _rows(c: Context, desks: list[Desk]) -> Rows:
    t = c.t
    rows: Rows = ()
    for desk in desks:
        branch = desk.evidence.kind is Kind.ORGANISATION
        grade = t.plain("✍️ Grade the branch") if branch else t.plain("✍️ Grade the committee")
        reasons = t.plain("📖 Bases: branch") if branch else t.plain("📖 Bases: committee")
        rows += (
            (
                Button(grade, dialogue.data("go", desk.code)),
                Button(reasons, dialogue.data("why", desk.code)),
            ),
        )
        if may(c.me, Action.SET_FACTS, group=False):
            facts = (
                t.plain("📋 Facts: the branch") if branch else t.plain("📋 Facts: the committee")
            )
            decided = t.plain("⚖️ Decision: branch") if branch else t.plain("⚖️ Decision: committee")
            rows += (
                (
                    Button(facts, f"facts:pick:{desk.code}"),
                    Button(decided, dialogue.data("decided", desk.code)),
                ),
            )
        if desk.to_write:
            words = (
                t.plain("📝 Review in words: the branch")
                if branch
                else t.plain("📝 Review in words: the committee")
            )
            rows += ((Button(words, dialogue.data("parts", desk.code)),),)
    if may(c.me, Action.SUGGEST, group=False):
        rows += ((Button(t.plain("📌 Suggestions for the branch"), "suggest:of:0"),),)
    ways = [home_button(t)]
    if may(c.me, Action.READ_BOARD, group=False):
        ways.insert(0, Button(t.plain("👥 The members"), "board:show"))
    return (*rows, tuple(ways))
