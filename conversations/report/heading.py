"""What the report says of a head: the level of what he heads, and how far it holds him down.

A limit that binds stands among the reasons of his ceiling; here stand the levels it comes from, and
what would follow from those that nobody has decided yet.
"""

from markupsafe import Markup

from conversations.heads import HEADS, SEVERAL_POSTS, Headship, decided_fact
from conversations.proposals import Proposal, Proposals
from conversations.reasons import cite
from conversations.report.lines import Block
from conversations.result_words import level_known
from conversations.words import Words
from rules import Finding, Kind, Ruleset


def headed(t: Words, found: Proposals, one: Proposal) -> Block:
    """The levels of what he heads and the limits they set; empty for who heads nothing."""
    head, ruleset = one.head, found.ruleset
    if head is None:
        return ()
    lines = [t("🎖 {level}", level=level_known(t, ruleset, known)) for known in head.levels]
    lines += [_warning(t, ruleset, head, one, cap) for cap in head.warning]
    lines += [_doubtful(t, ruleset, cap) for cap in head.doubtful]
    lines += [_lifted(t, ruleset, cap) for cap in head.lifted]
    lines += _waiting(t, ruleset, head)
    lines += _posts(t, ruleset, head, one)
    return tuple(lines)


def above(one: Proposal) -> bool:
    """Whether the proposal is above a level of what he heads that is not decided yet."""
    return one.head is not None and one.head.exceeds(one.level, one.head.warning)


def _warning(t: Words, ruleset: Ruleset, head: Headship, one: Proposal, cap: Finding) -> Markup:
    level, clause = ruleset.level(cap.effect.level).name, cite(t, ruleset, cap.clause)
    if head.exceeds(one.level, (cap,)):
        return t(
            "⚠️ If that is decided, he may not be above “{level}”, so this proposal would have to "
            "come down (clause {clause})",
            level=level,
            clause=clause,
        )
    return t(
        "If that is decided, he may not be above “{level}” (clause {clause})",
        level=level,
        clause=clause,
    )


def _doubtful(t: Words, ruleset: Ruleset, cap: Finding) -> Markup:
    missing = [
        ruleset.facts[seen.id].name
        for seen in cap.observed
        if seen.what == "fact" and seen.value is None and seen.id in ruleset.facts
    ]
    return t(
        "❔ Not above “{level}”, unless he is excepted; not known yet: {facts} (clause {clause})",
        level=ruleset.level(cap.effect.level).name,
        facts="; ".join(missing),
        clause=cite(t, ruleset, cap.clause),
    )


def _lifted(t: Words, ruleset: Ruleset, cap: Finding) -> Markup:
    return t(
        "Excepted, so “{level}” does not limit him: {says} (clause {clause})",
        level=ruleset.level(cap.effect.level).name,
        says=cap.says.rstrip("."),
        clause=cite(t, ruleset, cap.clause),
    )


def _posts(t: Words, ruleset: Ruleset, head: Headship, one: Proposal) -> list[Markup]:
    """What a head must know or do; of several posts, the level that the text takes as a basis."""
    lines = [
        t(
            "ℹ️ {says} (clause {clause})",
            says=finding.says.rstrip("."),
            clause=cite(t, ruleset, finding.clause),
        )
        for finding in head.likely.notices
    ]
    if head.own_level is None:
        return lines
    level = ruleset.level(head.own_level).name
    several = [
        finding
        for finding in head.likely.notices
        if any(seen.id == SEVERAL_POSTS for seen in finding.observed)
    ]
    if several and one.level is not None and one.level != head.own_level:
        return [
            *lines,
            t(
                "➡️ Here “{here}”, in his post “{there}”: if that post is his main and highest, "
                "“{there}” is the basis (clause {clause})",
                here=ruleset.level(one.level).name,
                there=level,
                clause=cite(t, ruleset, several[0].clause),
            ),
        ]
    return [*lines, t("🎖 Level in his post: <b>{level}</b>", level=level)]


def _waiting(t: Words, ruleset: Ruleset, head: Headship) -> list[Markup]:
    """That the branch has no level yet, which will limit its secretary."""
    if any(known.kind is Kind.ORGANISATION for known in head.levels):
        return []
    fact = decided_fact(ruleset, Kind.ORGANISATION)
    caps = [one for one in ruleset.program(Kind.LEADER).caps if one.not_above == fact]
    if fact is None or not any(head.said.get(post) for post, _ in HEADS[Kind.ORGANISATION]):
        return []
    return [
        t(
            "⏳ The branch has no level yet. Its head is rated last, and not above it (clause "
            "{clause})",
            clause=cite(t, ruleset, one.clause),
        )
        for one in caps[:1]
    ]
