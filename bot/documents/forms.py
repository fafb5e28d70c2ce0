"""What the dialogues know as ``FormFiles``: a branch's own forms, checked and filled."""

from bot.documents import names, own
from bot.documents.making import make
from conversations.dossier.model import Paper
from conversations.form_files import FormFault, Made
from conversations.own_forms.terms import form_name
from conversations.words import Words


class WordForms:
    """Checks and fills Word files."""

    def check(self, content: bytes, blank: Paper) -> tuple[FormFault, ...]:
        """See ``bot.documents.own.check``."""
        return own.check(content, blank)

    def fill(self, paper: Paper, template: bytes) -> Made:
        """See ``bot.documents.make``."""
        made = make(paper, template)
        return Made(made.name, made.content)

    def fields(self, blank: Paper) -> Made:
        """See ``bot.documents.own.listing``."""
        t = Words("vi", blank.time_zone)
        name = form_name(t, blank.form)
        file = names.plain(t.plain("fields of {form}", form=name))
        return Made(f"{file}.docx", own.listing(blank, name))
