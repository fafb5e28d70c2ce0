"""Every paper rendered to PDF and looked over: ``python -m tests.rendering [FOLDER]``.

cases    the papers: every form of every guideline, blank, and filled with the longest there is
filling  a form filled in, with the longest names and texts
office   LibreOffice and poppler: pages, words and where they stand
rules    what must hold of every rendered paper

It needs ``soffice``, ``pdftotext`` and ``pdffonts`` and a serif with Vietnamese letters; `.ci/run`
installs them.  With FOLDER the files stay there, to be looked at.
"""
