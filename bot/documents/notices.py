"""What a member is told in writing: his result; and the decision that cancels an earlier one."""

from bot.documents import heading
from bot.documents.marks import CENTRE, Paragraph, run
from bot.documents.sheet import Sheet, Signature
from bot.documents.subjects import number
from conversations.dossier.model import Cancellation, Notice

_ROOM = "………………………………"


def write_notice(sheet: Sheet, notice: Notice) -> None:
    """Write the notice of the result."""
    t = sheet.t
    year = str(notice.year)
    heading.put(sheet, notice.heading, t.plain("TB/CB"))
    sheet.title(
        t.plain("NOTICE"), t.plain("of the result of the review and rating for {year}", year=year)
    )
    name = notice.person.name if notice.person else _ROOM
    sheet.add(Paragraph(run(t.plain("To comrade {name}", name=name)), CENTRE, after=10))
    if notice.guideline:
        sheet.say(t.plain("Under {guideline};", guideline=notice.guideline))
    sheet.say(
        t.plain("{branch} announces to comrade {name}:", branch=notice.heading.branch, name=name)
    )
    level = notice.scale.level
    sheet.labelled(t.plain("Own level"), level(notice.own))
    if notice.votes or sheet.paper.blank:
        _votes(sheet, notice)
    sheet.labelled(t.plain("Level that the branch proposes"), level(notice.level))
    for ground in notice.grounds:
        sheet.say(t.plain("- {ground}", ground=ground))
    sheet.say(
        t.plain(
            "This is the branch's proposal; the level is decided by the competent level. "
            "Questions about the result go to the branch committee."
        )
    )
    signer = (notice.signer,) if notice.signer else ()
    sheet.signatures(
        Signature(t.plain("FOR THE BRANCH\nSECRETARY"), t.plain("(signature, full name)"), signer),
        copies=(t.plain("- As above,"), t.plain("- Kept by the branch.")),
    )


def _votes(sheet: Sheet, notice: Notice) -> None:
    """How many came back, and the votes of each level."""
    t = sheet.t
    votes = [
        t.plain("{level}: {votes}", level=one.name, votes=notice.votes[one.id])
        for one in notice.scale.levels
        if one.id in notice.votes
    ]
    if notice.blank is not None:
        votes.append(t.plain("blank: {blank}", blank=notice.blank))
    sheet.labelled(t.plain("Ballots returned"), number(notice.returned))
    sheet.labelled(t.plain("Votes"), "; ".join(votes))


def write_cancellation(sheet: Sheet, decision: Cancellation) -> None:
    """Write the decision that cancels a level and sets another."""
    t, form = sheet.t, sheet.paper.form
    year = str(decision.year) if decision.year else "………"
    whom = decision.person.name if decision.person else decision.unit or _ROOM
    level = decision.scale.level
    heading.put(sheet, decision.heading, t.plain("QD/DU"))
    sheet.title(t.plain("DECISION"), form.title.removeprefix(t.plain("DECISION")))
    for ground in decision.grounds or (_ROOM * 2,):
        sheet.say(t.plain("- On the ground of {ground};", ground=ground), italic=True)
    sheet.add(
        Paragraph(
            run(t.plain("{issuer} DECIDES:", issuer=decision.heading.branch.upper()), bold=True),
            CENTRE,
            before=8,
            after=8,
            keep=True,
        )
    )
    sheet.say(
        t.plain(
            "Article 1. To cancel the level of {whom} for {year}: {level}.",
            whom=whom,
            year=year,
            level=level(decision.old) or _ROOM,
        )
    )
    sheet.say(
        t.plain(
            "Article 2. To recognise the level of {whom} for {year}: {level}.",
            whom=whom,
            year=year,
            level=level(decision.new) or _ROOM,
        )
    )
    sheet.say(
        t.plain(
            "Article 3. The bodies concerned cancel what was awarded on the earlier level, as far "
            "as it is theirs to do."
        )
    )
    sheet.say(t.plain("Article 4. {whom} and those concerned carry out this decision.", whom=whom))
    sheet.signatures(
        Signature(t.plain("FOR THE COMMITTEE\nSECRETARY"), t.plain("(signature, stamp)")),
        copies=(t.plain("- As Article 4,"), t.plain("- Kept.")),
    )
