"""A sheet looked over: what it would change, or what is wrong with it, in pages.

The first page says how much and of what kind; every line of it stands on the pages behind.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from conversations.parts import home_button, whole_number
from conversations.roll_sheet import Sheet, SheetFault
from conversations.roll_sheet.keeping import kept
from conversations.rolling.changing import stamp_of
from conversations.rolling.declared import dialogue
from conversations.rolling.listing import turning
from conversations.rolling.plan import Plan, known_as, line_of
from conversations.screen import Button, Rows, Screen
from conversations.words import Words

PAGE_CHARACTERS = 600
FIRST_NAMES = 3
FIRST_FAULTS = 4
KEEP, LEAVE = "k", "l"
"""What becomes of those who are not in the sheet: they stay, or they leave."""


def faults_screen(t: Words, faults: Sequence[SheetFault], page: str = "") -> Screen:
    """What is wrong with the sheet; nothing of it was written."""
    lines = [escape(fault.line(t)) for fault in faults]
    at = whole_number(page)
    if at is not None:
        return _page(t, t("<b>The faults of the sheet</b>"), _bullets(t, lines), at)
    few = lines[:FIRST_FAULTS]
    head = t.plural(
        "❌ <b>The sheet has {n} fault.</b> Nothing was changed.",
        "❌ <b>The sheet has {n} faults.</b> Nothing was changed.",
        len(lines),
    )
    end = t("Please correct the file, save it, and send it once more.")
    rows: Rows = ((Button(t.plain("📤 Send it again"), dialogue.data("send")),),)
    if len(few) < len(lines) or sum(map(len, few)) > PAGE_CHARACTERS:
        rows = (
            (Button(t.plain("📖 All faults ({n})", n=len(lines)), dialogue.data("lines", 0)),),
            *rows,
        )
        few = [Markup(line[:160]) if len(line) > 160 else line for line in few]  # noqa: S704
    return Screen(
        t.join([head, t.join(_bullets(t, few)), end], "\n\n"),
        (*rows, (_discard(t), home_button(t))),
    )


def plan_screen(t: Words, sheet: Sheet, plan: Plan, *, sent: str) -> Screen:
    """What the sheet would do, in short, with its yes; ``sent`` is when it came, in words."""
    parts = [t("<b>📄 The sheet of {moment}</b>", moment=sent)]
    if plan.other_branch:
        parts.append(
            t(
                "⚠️ The sheet is headed “{name}”. Please make sure that it is your branch's roll.",
                name=plan.other_branch,
            )
        )
    parts.append(t.join(_counts(t, plan)))
    rows: Rows = ()
    if plan.refusals:
        parts += [t("❌ {refusal}", refusal=one) for one in plan.refusals]
        parts.append(t("Please correct the file, save it, and send it once more."))
        rows = ((Button(t.plain("📤 Send it again"), dialogue.data("send")),),)
    elif plan.idle and not plan.missing:
        parts.append(t("The roll is just as in the sheet: there is nothing to change."))
    else:
        rows = _yes(t, plan, stamp(t, sheet, plan))
        parts.append(t("Nothing has been changed yet. Afterwards it can be undone."))
    if plan.added or plan.changed or plan.missing:
        rows = ((Button(t.plain("📖 See every change"), dialogue.data("lines", 0)),), *rows)
    return Screen(t.join(parts, "\n\n"), (*rows, (_discard(t), home_button(t))))


def stamp(t: Words, sheet: Sheet, plan: Plan) -> str:
    """What ties a yes to the sheet and to what it would have done when it was looked at."""
    return stamp_of(kept(sheet)["rows"], sheet.columns, plan.upper, [*map(str, _lines(t, plan))])


def lines_screen(t: Words, plan: Plan, page: str) -> Screen:
    """Every change, a page at a time."""
    return _page(
        t, t("<b>Every change of the sheet</b>"), list(_lines(t, plan)), whole_number(page) or 0
    )


def _counts(t: Words, plan: Plan) -> list[Markup]:
    found = []
    if plan.upper is not None:
        found.append(
            t("🏛 Under: {before} → {after}", before=plan.upper.before, after=plan.upper.after)
        )
    for mark, names, text in (
        ("➕", [one.person.full_name for one in plan.added], t("new: {n}", n=len(plan.added))),
        (
            "✏️",
            [one.person.full_name for one in plan.changed],
            t("changed: {n}", n=len(plan.changed)),
        ),
        (
            "🚪",
            [one.full_name for one in plan.missing],
            t("not in the sheet: {n}", n=len(plan.missing)),
        ),
    ):
        if names:
            found.append(t("{mark} {count} ({names})", mark=mark, count=text, names=_few(names)))
    found.append(t("✓ unchanged: {n}", n=plan.unchanged))
    return found


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:FIRST_NAMES])
    return shown if len(names) <= FIRST_NAMES else f"{shown}, …"


def _yes(t: Words, plan: Plan, stamped: str) -> Rows:
    rows: Rows = ()
    if not plan.idle:
        label = t.plain("✅ Yes, update the roll")
        if plan.missing:
            label = t.plain("✅ Update, keep the others")
        rows += ((Button(label, dialogue.data("write", stamped, KEEP)),),)
    if plan.missing:
        leaving = t.plain("🚪 Update, {n} not in it leave", n=len(plan.missing))
        rows += ((Button(leaving, dialogue.data("sure", stamped)),),)
    return rows


def _lines(t: Words, plan: Plan) -> Iterable[Markup]:
    for row in plan.added:
        yield t("➕ {person}", person=line_of(t, row.person))
    for one in plan.changed:
        fields = [
            t(
                "  {field}: {before} → {after}",
                field=each.field,
                before=each.before,
                after=each.after,
            )
            for each in one.changes
        ]
        back = [t("  comes back to the roll")] if one.back else []
        yield t.join([t("✏️ <b>{name}</b>", name=known_as(one.person)), *back, *fields])
    for person in plan.missing:
        yield t("🚪 {name}: not in the sheet", name=known_as(person))


def _page(t: Words, head: Markup, lines: Sequence[Markup], page: int) -> Screen:
    """A page of lines, as many as fit a small screen."""
    pages: list[list[Markup]] = [[]]
    for line in lines:
        if pages[-1] and sum(map(len, pages[-1])) + len(line) > PAGE_CHARACTERS:
            pages.append([])
        pages[-1].append(line)
    at = min(page, len(pages) - 1)
    foot = t("Page {page}/{all}", page=at + 1, all=len(pages)) if len(pages) > 1 else Markup()
    back = Button(t.plain("‹ Back"), dialogue.data("see"))
    return Screen(
        t.join([head, t.join(pages[at]), foot], "\n\n"),
        (*turning(t, at, len(pages), "lines"), (back, home_button(t))),
    )


def _bullets(t: Words, lines: Iterable[Markup]) -> list[Markup]:
    return [t("• {line}", line=line) for line in lines]


def _discard(t: Words) -> Button:
    return Button(t.plain("🗑 Put it away"), dialogue.data("discard"))
