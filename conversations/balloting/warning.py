"""What the secretary is warned of while he prepares: few voters, paper, the order of ballots."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.balloting.preparation import FEW, TELLERS, Preparation
from conversations.balloting.rounds import TOO_FEW, Round
from conversations.reasons import limit, why
from conversations.words import Words
from storage.ballots import SIDE_AT_LEAST
from storage.roll import Person

NAMED = 6
"""People named on a screen before “and n more”."""


def warnings_of(t: Words, prep: Preparation) -> list[Markup]:
    """What is to be known before it is opened: what forbids it, what weakens it, what helps."""
    warnings = []
    if not prep.subjects:
        warnings.append(t("⚠️ There is nobody to vote on yet, so the ballot cannot be opened."))
    elif prep.asked.places == 0:
        warnings.append(
            t(
                "⛔ There is no place to fill, so there is no second round. The higher committee "
                "decides over all its branches."
            )
        )
    warnings += _order(t, prep)
    warnings += _results(t, prep)
    if prep.voting < TOO_FEW:
        warnings.append(
            t(
                "⛔ With fewer than {least} ballots nothing would be secret: "
                "the ballot cannot be opened.",
                least=TOO_FEW,
            )
        )
    elif prep.voting < FEW:
        warnings.append(
            t(
                "⚠️ With only {n} ballots the result itself can tell how someone voted, "
                "and a unanimous one tells it of everyone. No program can prevent that.",
                n=prep.voting,
            )
        )
    warnings += _paper(t, prep)
    if prep.later:
        warnings.append(
            t(
                "⚠️ One ballot holds at most {most} members; the other {n} follow on the next one.",
                most=len(prep.subjects),
                n=len(prep.later),
            )
        )
    return warnings


def _paper(t: Words, prep: Preparation) -> list[Markup]:
    """What is to be known of voters without a phone, and of counting paper beside phones."""
    warnings = []
    if prep.cut_off:
        warnings.append(
            t(
                "⚠️ Not linked to Telegram, so they cannot vote by phone: {names}. Let them vote "
                "on paper, or note them as excused; else they count as summoned.",
                names=names_of(t, prep.cut_off),
            )
        )
    if not prep.on_paper:
        return warnings
    if any(0 < side < SIDE_AT_LEAST for side in (len(prep.on_paper), len(prep.by_phone))):
        warnings.append(
            t(
                "⚠️ {paper} on paper, {phone} by phone: with fewer than {least} on one side only "
                "the sums of both are told, and whoever counts the paper sees how few chose.",
                paper=len(prep.on_paper),
                phone=len(prep.by_phone),
                least=SIDE_AT_LEAST,
            )
        )
    if len(prep.tellers) < TELLERS:
        warnings.append(
            t(
                "⚠️ Paper ballots are counted by two tellers: one enters the figures, another "
                "confirms them. Named so far: {n}.",
                n=len(prep.tellers),
            )
        )
    return warnings


def _order(t: Words, prep: Preparation) -> list[Markup]:
    """What is better done first; advice, never a block."""
    rounds = {one.round for one in prep.offers if one.subjects}
    advice = []
    mine = prep.asked.round
    groups = {Round.BRANCH, Round.COLLECTIVE}
    if mine in groups | {Round.PICKS} and rounds & {Round.LEVELS, Round.AGAIN, Round.LATE}:
        advice.append(t("💡 Better after every member has a level: the figures here rest on them."))
    elif mine is Round.BRANCH and Round.COLLECTIVE in rounds:
        advice.append(t("💡 Better after the committee's level."))
    elif mine is Round.PICKS and rounds & groups:
        advice.append(
            t(
                "💡 Better after the branch's level and its committee's: they limit the level of "
                "their head. This is advice, not the text."
            )
        )
    return advice


def _results(t: Words, prep: Preparation) -> list[Markup]:
    """What the members' results leave the branch or its committee, where nobody confirmed them."""
    warnings = []
    for one in prep.subjects:
        if one.body is None or not one.options:
            continue
        likely, rank = one.body.likely(prep.ruleset), prep.ruleset.level_rank
        if likely.ceiling is not None and rank[likely.ceiling] > rank[one.options[0]]:
            reasons = why(t, prep.ruleset, likely, private=False, binding=True)
            warnings.append(
                t(
                    "⚠️ By the results so far, not confirmed: {limit}. {reason}. See /chibo.",
                    limit=limit(t, prep.ruleset, likely),
                    reason=reasons[0] if reasons else Markup(),
                )
            )
    return warnings


def names_of(t: Words, people: Sequence[Person]) -> Markup:
    """The first of these people by name, and how many more."""
    told = ", ".join(person.full_name for person in people[:NAMED])
    if len(people) > NAMED:
        return t("{names} and {n} more", names=told, n=len(people) - NAMED)
    return t("{names}", names=told)
