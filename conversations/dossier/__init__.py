"""The year's papers: everything that stands on them, as values, and where it comes from.

model       what stands on each paper: plain values, no SQL, no file format
digest      a short code of a paper's data, so that a paper and its data can be held together
forms       the guideline's forms: what each is used for, what its parts hold
collecting  the year that papers are collected from, and what is printed alike on all
reviewing   self-reviews, sheets of grades, the letter that asks for opinions
counting    paper ballots, the protocol of a count
reporting   the summary upward, notices, minutes, the decision that cancels a level
inviting    the sheet of invitations
filing      the whole file of the year, section by section
blanks      every form with nobody's data
"""
