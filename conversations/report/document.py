"""The whole report as one plain text file, to read at leisure and to keep."""

from collections.abc import Iterable

from markupsafe import Markup

from conversations.proposals import Proposals
from conversations.report import lines, pages, person, readings
from conversations.report import quota as quota_lines
from conversations.screen import Attach
from conversations.words import Words
from rules.procedure import Act


def attachment(t: Words, found: Proposals, made: str) -> Attach:
    """The file, in UTF-8 with a mark that old word processors need; ``made``: when, in words."""
    name = t.plain("report-{year}.txt", year=str(found.review.year))
    caption = t("The whole report as a file. It is for the secretary and the deputy only.")
    return Attach(name, text(t, found, made).encode("utf-8-sig"), caption)


def text(t: Words, found: Proposals, made: str) -> str:
    """The report's text: summary, each member, the quota, those not rated, the count."""
    ruleset = found.ruleset
    sections: list[list[Iterable[Markup]]] = [
        [
            (
                t("REPORT: MEMBERS' LEVELS FOR {year}", year=str(found.review.year)),
                t("{branch}", branch=found.branch.name),
                t("Under: {title}", title=ruleset.short_title),
                t("Made at {moment}", moment=made),
            ),
            pages.totals(t, found),
            [pages.turnout(t, ballot) for ballot in found.ballots],
            lines.groups(t, found),
            (
                lines.cited(
                    t,
                    t("These are proposals, not decisions"),
                    lines.clause_of(t, ruleset, Act.DECIDES),
                ),
            ),
        ]
    ]
    for number, one in enumerate(found.rated, 1):
        head = t("{number}. {name}", number=number, name=one.person.full_name.upper())
        sections.append([(head,), *(part.lines for part in person.rated(t, found, one))])
    if found.quota is not None:
        sections.append([part.lines for part in quota_lines.quota(t, found, found.quota)])
    if found.unrated:
        unrated = [person.unrated(t, found, one) for one in found.unrated]
        sections.append([(t("NOT RATED"),), *unrated])
    if found.ballots:
        sections.append([(t("THE COUNT"), pages.each_adds_up(t, found)), pages.sums_of(t, found)])
    used = [readings.reading(t, ruleset, one) for one in readings.readings_used(found.rated)]
    if found.ballots:
        used.append(readings.majority_reading(t, found))
    if any(used):
        sections.append([(t("READINGS"),), used])
    return "\n\n".join(_section(section) for section in sections) + "\n"


def _section(blocks: list[Iterable[Markup]]) -> str:
    return "\n".join(line.striptags() for block in blocks for line in block if line)
