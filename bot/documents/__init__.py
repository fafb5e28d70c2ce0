"""The printed papers: signed forms and tables, laid out as Party documents are.

    make(paper) -> File(name, content)
    make_table(paper) -> File(name, content)      the summary as a spreadsheet
    filed(whole), archive(whole)                  the whole file of a year, one by one or as a .zip

Everything on a paper comes from its data (`conversations.dossier`); nothing is read here, and the
same data give the same text.  Words are Vietnamese, through the catalogue, or the guideline's own.

clean        the border that people's words cross
lines        where a heading is broken, what a form leaves open
marks        WordprocessingML piece by piece
page         the sheet of paper: format, margins, type, page numbers
sheet        a document being written
heading      the two columns at the top
subjects     whose levels, tables of results
reviews      the guidelines' forms with parts        opinions     the letter that asks for opinions
ballots      paper ballots                           protocols    the count
minutes      the meeting                             summaries    the table sent upward
notices      results and their cancellation          invitations  cards with QR codes
tables       the summary as a spreadsheet
contents     the list of what a file holds              archive      the file as one .zip
names        file names without diacritics
own          an office's own forms in place of ours

Forms that a guideline names but does not print are made from the contents that it gives and were
not compared with the printed form: ``FormHead.printed`` tells, and the file's properties say so.
"""

from bot.documents.archive import Filed, archive, filed
from bot.documents.making import File, make, make_table

__all__ = ["File", "Filed", "archive", "filed", "make", "make_table"]
