"""What the dialogues know as ``FormFiles``: a branch's own forms, checked and filled."""

from dataclasses import replace

from conversations.dossier.model import Paper
from conversations.form_files import FormFault, Made
from conversations.own_forms.terms import form_name
from conversations.words import Words


class WordForms:
    """Checks and fills Word files; only whoever does so pays for the libraries that it takes."""

    def check(self, content: bytes, blank: Paper) -> tuple[FormFault, ...]:
        """See ``bot.documents.own.check``."""
        from bot.documents import own  # noqa: PLC0415

        return own.check(content, blank)

    def fill(self, paper: Paper, template: bytes) -> Made:
        """See ``bot.documents.make``."""
        from bot.documents import make  # noqa: PLC0415

        made = make(replace(paper, template=template))
        return Made(made.name, made.content)

    def fields(self, blank: Paper) -> Made:
        """See ``bot.documents.own.listing``."""
        from bot.documents import names, own  # noqa: PLC0415

        t = Words("vi", blank.time_zone)
        name = form_name(t, blank.form)
        file = names.plain(t.plain("fields of {form}", form=name))
        return Made(f"{file}.docx", own.listing(blank, name))
