"""Of whom something is asked, and one person's suggestions."""

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.evidence import assesses, person_kind, ruleset_of
from conversations.parts import home_button, rows_of, whole_number
from conversations.reasons import cite
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.suggesting.declared import BRANCH, TASK, Asked, asked_of, current, dialogue
from conversations.typed import GLANCE, shortened
from conversations.words import Words
from rules.procedure import Topic
from storage import dialogues, roll, suggestions
from storage.suggestions import Suggestion

PAGE = 10


@dialogue.command("goiy", needs=Action.SUGGEST)
async def command(c: Context, argument: str) -> Answer:
    return await everyone(c)


@dialogue.tap("show", Action.SUGGEST)
async def everyone(c: Context, page: str = "0") -> Answer:
    """The branch and its members, with how much is asked of each."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    review = current(c)
    t = c.t
    standing = await suggestions.of_review(c.tx, review.id)
    ruleset = ruleset_of(c.house, review)
    everyone = await roll.people(c.tx, c.account.branch.id)
    people = [one for one in everyone if assesses(one, ruleset)]
    pages = max(1, -(-len(people) // PAGE))
    number = min(whole_number(page) or 0, pages - 1)
    buttons = [
        Button(_label(one.full_name, len(standing.get(one.id, ()))), dialogue.data("of", one.id))
        for one in people[number * PAGE : (number + 1) * PAGE]
    ]
    branch = Button(
        _label(t.plain("The branch"), len(standing.get(None, ()))), dialogue.data("of", BRANCH)
    )
    parts = [
        t("<b>Suggestions for the review of {year}</b>", year=str(review.year)),
        t(
            "What a higher committee asks the branch or a member to explain. The member is told, "
            "sees it in his self-assessment and answers it there."
        ),
        _basis(c),
        t("Tap a name to enter or see what is asked."),
    ]
    if pages > 1:
        parts.append(t("Page {page}/{all}", page=number + 1, all=pages))
    rows: Rows = ((branch,), *rows_of(buttons), *_turning(t, number, pages), (home_button(t),))
    return (Show(Screen(t.join(parts, "\n\n"), rows), TASK),)


def _label(name: str, many: int) -> str:
    return f"📌 {name} · {many}" if many else name


def _turning(t: Words, page: int, pages: int) -> Rows:
    turns = []
    if page > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("show", page - 1)))
    if page < pages - 1:
        turns.append(Button(t.plain("Next page ›"), dialogue.data("show", page + 1)))
    return (tuple(turns),) if turns else ()


def _basis(c: Context) -> Markup:
    """Where the guideline speaks of suggestions."""
    ruleset = ruleset_of(c.house, current(c))
    clauses = [
        str(cite(c.t, ruleset, one.clause))
        for one in ruleset.procedure(person_kind(ruleset)).provisions
        if one.topic is Topic.SUGGESTION
    ]
    if not clauses:
        return Markup()
    return c.t("Basis: clause {clause}", clause=", ".join(dict.fromkeys(clauses)))


@dialogue.tap("of", Action.SUGGEST)
async def one(c: Context, code: str) -> Answer:
    """What is asked of one member, or of the branch."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(person_screen(c, await asked_of(c, code)), TASK),)


def person_screen(c: Context, asked: Asked, remark: Markup | None = None) -> Screen:
    """What is asked of one, each with who asks; to enter one, or read one in full."""
    t = c.t
    each = max(40, GLANCE * 2 // max(1, len(asked.suggestions)))
    lines = [
        t(
            "{number}. {text}\n<i>{origin}</i>",
            number=number,
            text=shortened(one.text, each),
            origin=shortened(one.origin, 30),
        )
        for number, one in enumerate(asked.suggestions, 1)
    ]
    text = t.join(
        [
            remark or Markup(),
            t("<b>📌 Suggestions for {name}</b>", name=asked.title),
            t.join(lines) if lines else t("Nothing is asked yet."),
        ],
        "\n\n",
    )
    buttons = [
        Button(t.plain("📖 Read no. {number}", number=number), dialogue.data("read", one.id))
        for number, one in enumerate(asked.suggestions, 1)
    ]
    back = Button(t.plain("‹ All suggestions"), dialogue.data("show"))
    return Screen(
        text,
        (
            (Button(t.plain("➕ Enter a suggestion"), dialogue.data("origin", asked.code)),),
            *rows_of(buttons, 2),
            (back, home_button(t)),
        ),
    )


def suggestion_lines(t: Words, one: Suggestion, text: str) -> Markup:
    """One suggestion: its words and who asks."""
    return t.join(
        [
            t("<blockquote>{text}</blockquote>", text=text),
            t("Asked by: {origin}", origin=shortened(one.origin, 120)),
        ]
    )
