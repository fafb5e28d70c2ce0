"""The stages of a review: self-assessment → ballot → closed, and back with a reason."""

from dataclasses import replace

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.evidence import assesses, ruleset_of
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.reminders import replan
from conversations.reviewing.declared import TASK, dialogue
from conversations.reviewing.notices import tell_members
from conversations.screen import Answer, Button, Say, Screen, Show, Toast
from conversations.words import N_, Words
from storage import assessments, ballots, dialogues, reviews, roll
from storage.errors import ReviewExists
from storage.reviews import Review, Stage
from storage.roll import Person

REASON_SHORTEST, REASON_LONGEST = 5, 500
NAMES_SHOWN = 8

_STAGES = {
    Stage.ASSESSMENT: N_("Self-assessment"),
    Stage.BALLOT: N_("Secret ballot"),
    Stage.CLOSED: N_("Closed"),
}


def stage_name(t: Words, stage: Stage) -> str:
    """The stage in the recipient's words."""
    return t.plain(_STAGES[stage])


async def stages_screen(c: Context, review: Review) -> Screen:
    """Where the review stands, and where it can go from there."""
    t = c.t
    late, expected = await _late(c, review)
    order = list(Stage)
    now = order.index(review.stage)
    since = {one.stage: one.at for one in await reviews.moves(c.tx, review)}
    lines = [
        t(
            "{mark} {number}. {stage}, since {day}",
            mark="✅" if place < now else "▶️",
            number=place + 1,
            stage=stage_name(t, stage),
            day=t.date(since[stage]),
        )
        if place <= now and stage in since
        else t("▫️ {number}. {stage}", number=place + 1, stage=stage_name(t, stage))
        for place, stage in enumerate(order)
    ]
    text = t.join(
        [
            t("<b>Review of {year}</b>", year=str(review.year)),
            t("Under: {title}", title=ruleset_of(c.house, review).short_title),
            t.join(lines),
            t(
                "Self-assessments submitted: {done} of {all}",
                done=expected - len(late),
                all=expected,
            ),
        ],
        "\n\n",
    )
    moves = {
        Stage.ASSESSMENT: [
            Button(t.plain("🔒 Close the self-assessment"), dialogue.data("close", review.id))
        ],
        Stage.BALLOT: [
            Button(t.plain("↩️ Reopen self-assessment"), dialogue.data("reopen", review.id)),
            Button(t.plain("🏁 End the review"), dialogue.data("finish", review.id)),
        ],
        Stage.CLOSED: [
            Button(t.plain("↩️ Reopen the review"), dialogue.data("reopen", review.id)),
        ],
    }[review.stage]
    rows = [(move,) for move in moves]
    around = [Button(t.plain("📅 Dates"), dialogue.data("dates", review.id))]
    if review.stage is not Stage.CLOSED:
        around.insert(0, Button(t.plain("👥 The members"), "board:show"))
        around.append(Button(t.plain("🏛 The branch"), "body:show"))
        around.append(Button(t.plain("📌 Suggestions"), "suggest:show"))
    return Screen(text, (*rows_of(around, 2), *rows, (home_button(t),)))


async def _late(c: Context, review: Review) -> tuple[list[Person], int]:
    """Who has not submitted, and of how many who are to."""
    submitted = {
        person_id
        for person_id, one in (await assessments.assessments(c.tx, review.id)).items()
        if one.submitted_at is not None
    }
    ruleset = ruleset_of(c.house, review)
    people = await roll.people(c.tx, review.branch_id)
    expected = [one for one in people if assesses(one, ruleset)]
    return [one for one in expected if one.id not in submitted], len(expected)


async def _review(c: Context, argument: str, *stages: Stage) -> Review:
    """The review of a tap, of this branch and at one of ``stages``; Refused otherwise."""
    current = c.account.review
    if current is not None and argument == str(current.id):
        if current.stage in stages:
            return current
        raise kind_refusal(
            c,
            c.t.plain(
                "The review is now at the stage “{stage}”; see /kydanhgia.",
                stage=stage_name(c.t, current.stage),
            ),
        )
    if Stage.CLOSED in stages and argument.isascii() and argument.isdigit() and len(argument) < 10:
        closed = await reviews.review(c.tx, int(argument))
        if closed is not None and closed.branch_id == c.account.branch.id:
            return closed
    raise kind_refusal(c, c.t.plain("That review is no longer the current one; see /kydanhgia."))


# ── forward ──────────────────────────────────────────────────────────────────────────────────


@dialogue.tap("close", Action.CHANGE_STAGE)
async def close(c: Context, review_id: str) -> Answer:
    """Ask before the self-assessment is closed, naming who has not submitted."""
    review = await _review(c, review_id, Stage.ASSESSMENT)
    late, expected = await _late(c, review)
    t = c.t
    if late:
        names = [t("• {name}", name=one.full_name) for one in late[:NAMES_SHOWN]]
        if len(late) > NAMES_SHOWN:
            names.append(
                t.plural("and {n} more", "and {n} more", len(late) - NAMES_SHOWN),
            )
        missing = t.join(
            [
                t.plural(
                    "⚠️ {n} of {all} members has not submitted:",
                    "⚠️ {n} of {all} members have not submitted:",
                    len(late),
                    all=expected,
                ),
                *names,
            ]
        )
    else:
        missing = t("All {all} members have submitted.", all=expected)
    text = t.join(
        [
            t("<b>Close the self-assessment?</b>"),
            missing,
            t("Afterwards nobody can change his self-assessment, unless you reopen this stage."),
        ],
        "\n\n",
    )
    rows = (
        (Button(t.plain("🔒 Yes, close it"), dialogue.data("closed", review.id)),),
        (back_button(t, "review:open"), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("closed", Action.CHANGE_STAGE)
async def closed(c: Context, review_id: str) -> Answer:
    review = await _review(c, review_id, Stage.ASSESSMENT)
    return await _move(c, review, Stage.BALLOT, c.t.plain("The self-assessment is closed."))


@dialogue.tap("finish", Action.CHANGE_STAGE)
async def finish(c: Context, review_id: str) -> Answer:
    """Ask before the whole review is ended."""
    review = await _review(c, review_id, Stage.BALLOT)
    await _no_ballot_open(c)
    t = c.t
    text = t(
        "<b>End the review of {year}?</b>\n\nAfterwards nothing of it changes any more: no fact, "
        "no ballot. The report stays.",
        year=str(review.year),
    )
    rows = (
        (Button(t.plain("🏁 Yes, end it"), dialogue.data("finished", review.id)),),
        (back_button(t, "review:open"), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("finished", Action.CHANGE_STAGE)
async def finished(c: Context, review_id: str) -> Answer:
    review = await _review(c, review_id, Stage.BALLOT)
    await _no_ballot_open(c)
    return await _move(c, review, Stage.CLOSED, c.t.plain("The review has ended."))


async def _move(c: Context, review: Review, stage: Stage, done: str) -> Answer:
    await reviews.set_stage(c.tx, review.id, stage, c.account.person.id, c.at)
    await replan(c.tx, c.house, review.branch_id, c.at)
    return Toast(done), Show(await stages_screen(c, replace(review, stage=stage)), TASK)


async def _no_ballot_open(c: Context) -> None:
    """Refused while a ballot of the branch takes votes or is being counted."""
    if await ballots.open_ballots(c.tx, c.account.branch.id):
        raise kind_refusal(c, c.t.plain("A ballot is still open. Please close it first: /bophieu."))


# ── back ─────────────────────────────────────────────────────────────────────────────────────


@dialogue.tap("reopen", Action.CHANGE_STAGE)
async def reopen(c: Context, review_id: str) -> Answer:
    """Ask for the reason, to be typed."""
    review = await _review(c, review_id, Stage.BALLOT, Stage.CLOSED)
    await _no_ballot_open(c)
    await dialogues.await_text(c.tx, c.event.sender, "review:reason", str(review.id))
    return (Show(_ask_reason(c.t, review), TASK),)


@dialogue.text("reason", Action.CHANGE_STAGE)
async def reason(c: Context, typed: str, payload: str) -> Answer:
    """Reopen for the reason typed: a closed review to the ballot, the ballot to self-assessment."""
    review = await _review(c, payload, Stage.BALLOT, Stage.CLOSED)
    await _no_ballot_open(c)
    why = " ".join(typed.split())
    if not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        remark = c.t(
            "The reason needs {least} to {most} characters; yours has {n}.",
            least=REASON_SHORTEST,
            most=REASON_LONGEST,
            n=len(why),
        )
        return (Show(_ask_reason(c.t, review, remark), TASK, fresh=True),)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    stage = Stage.BALLOT if review.stage is Stage.CLOSED else Stage.ASSESSMENT
    try:
        await reviews.set_stage(c.tx, review.id, stage, c.account.person.id, c.at, why)
    except ReviewExists:
        raise kind_refusal(
            c,
            c.t.plain("Another review is open, so this one cannot be reopened. See /kydanhgia."),
        ) from None
    await replan(c.tx, c.house, review.branch_id, c.at)
    review = replace(review, stage=stage)
    if stage is Stage.ASSESSMENT:
        await tell_members(c, review, again=True)
    return (
        Say(Screen(c.t("Reopened: “{stage}”. The reason is kept.", stage=stage_name(c.t, stage)))),
        Show(await stages_screen(c, review), TASK, fresh=True),
    )


def _ask_reason(t: Words, review: Review, remark: Markup | None = None) -> Screen:
    question = (
        t(
            "<b>Reopen the review of {year}</b>\n\nPlease type the reason in one message. "
            "It is kept in the record.",
            year=str(review.year),
        )
        if review.stage is Stage.CLOSED
        else t(
            "<b>Reopen the self-assessment</b>\n\nPlease type the reason in one message. "
            "It is kept in the record. Afterwards the members can change their answers again."
        )
    )
    text = t.join([question, remark or Markup()], "\n\n")
    return Screen(text, ((back_button(t, "review:open"), home_button(t)),))
