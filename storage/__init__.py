"""The store: one SQLite database, one folder of ballot keys, and what may be done with them.

Every function here takes the open transaction (`tx`) of its caller and the moment (`at`)
at which the thing happens; none looks at the clock and none commits.
`Database.read()` and `Database.write()` are the only two ways to a transaction.

    database   the two ways in, the checkpoint that leaves no residue, the pairing with the keys
    schema     every table, with its purpose
    migrations how a database gets that schema
    roll       branches, people, their Telegram accounts, invitations, the branch's group
    reviews    a branch's yearly review, its facts with their provenance, who was heard
    assessments what a member answered about himself
    ballots    procedure: opening, casting, closing, voiding
    envelopes  what is inside the box; keys: the two files that open it
    pairing    how a database set back behind its keys is noticed
    dialogues  which question awaits typed text, which message is the live one of a task
    outbox     messages that are not an answer to a tap
    audit      who did what that is not a vote
    backup     copies, marked as such, and putting one back; check: what may be wrong

The promise, in these words, no more: members and the secretary cannot see how anyone voted;
after the count, neither can the database nor its backups.
Whoever runs the server (or holds a copy of the whole server from that time), and Telegram,
technically could while voting is open.
A unanimous result reveals itself.

What cannot be detected: a whole machine (data and keys together) set back to an earlier day;
a voter's own older envelope put back by somebody who can write the database.
"""
