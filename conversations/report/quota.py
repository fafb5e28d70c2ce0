"""The quota's part of the report: its base and limit, who is over it, what is left to people."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from conversations.folding import Part, aside, reasoned, seen
from conversations.proposals import Proposals
from conversations.reasons import cite
from conversations.report.lines import cited, dot
from conversations.report.readings import reading
from conversations.words import Words
from rules import Allotment, Binding, Ruleset


def quota(t: Words, found: Proposals, allotment: Allotment) -> list[Part]:
    """The quota: its base and limit, who is over it, what is left to people, and the readings.

    The first part is the title alone.
    """
    ruleset = found.ruleset
    level = ruleset.level(allotment.level).name
    edge = next(one for one in ruleset.quotas if one.id == allotment.quota).of_level
    clause = cite(t, ruleset, allotment.clause)
    parts = [
        seen(t("Quota of “{level}”", level=level)),
        seen(
            t(
                "Base: {base} rated “{edge}” or higher; {share} of them, rounded down: "
                "at most <b>{limit}</b>",
                base=allotment.base,
                edge=ruleset.level(edge).name,
                share=f"{allotment.percent}%",
                limit=allotment.limit,
            ),
            *_strict(t, ruleset, allotment, edge),
            t("Proposed for this level: <b>{n}</b>", n=len(allotment.proposed)),
        ),
        reasoned(_over(t, found, allotment), late=True),
        aside(cited(t, escape(allotment.says.rstrip(".")), clause)),
    ]
    if allotment.binding is Binding.PROVISIONAL:
        parts.append(
            aside(
                t(
                    "⏳ Provisional: the quota binds {scope}, so the branch's own figure does not "
                    "settle it; {upper} decides over all its branches (clause {clause})",
                    scope=allotment.scope,
                    upper=found.branch.upper or "",
                    clause=clause,
                )
            )
        )
    if found.open:
        parts.append(
            seen(t("Without a result yet: {n}. The figures can still change.", n=len(found.open)))
        )
    parts.append(aside(*(reading(t, ruleset, one) for one in allotment.readings)))
    return parts


def _strict(t: Words, ruleset: Ruleset, allotment: Allotment, edge: str) -> list[Markup]:
    if allotment.strict_limit is None:
        return []
    return [
        t(
            "Stricter way of counting, of those who stay at “{edge}”: at most {limit}",
            edge=ruleset.level(edge).name,
            limit=allotment.strict_limit,
        )
    ]


def _over(t: Words, found: Proposals, allotment: Allotment) -> list[Markup]:
    votes = {one.person.id: one.picked[-1] if one.picked else one.vote for one in found.rated}
    names = {str(one.person.id): one.person.full_name for one in found.rated}

    def named(person: str) -> Markup:
        vote = votes[int(person)]
        n = 0 if vote is None else vote.count.votes.get(allotment.level, 0)
        return t.plural("{name} ({n} vote)", "{name} ({n} votes)", n, name=names[person])

    def listed(people: Iterable[str]) -> Markup:
        return Markup("; ").join(named(person) for person in people)

    if not allotment.over and not allotment.tied:
        everyone = listed(allotment.proposed)
        return [t("Within the quota."), dot(t, everyone)] if everyone else []
    lines = []
    if allotment.over:
        lines.append(t("⚠️ Over the quota by <b>{n}</b>:", n=allotment.over))
    chosen = allotment.chosen or ()
    if chosen:
        lines.append(dot(t, t("within it by votes: {people}", people=listed(chosen))))
    if allotment.tied:
        lines.append(
            dot(
                t,
                t.plural(
                    "equal votes at the edge, for {n} place: {people}. To be voted again among "
                    "them, or left to the higher committee; never settled by name or by chance",
                    "equal votes at the edge, for {n} places: {people}. To be voted again among "
                    "them, or left to the higher committee; never settled by name or by chance",
                    allotment.places_left,
                    people=listed(allotment.tied),
                ),
            )
        )
    lines += [
        dot(t, t("left to the higher committee: {reason}", reason=tie.reason or ""))
        for tie in found.picks.left
    ]
    rest = [one for one in allotment.proposed if one not in (*chosen, *allotment.tied)]
    if rest:
        lines.append(dot(t, t("over it: {people}", people=listed(rest))))
    if allotment.needs_people:
        lines.append(dot(t, t("this is for people to settle")))
    return lines
