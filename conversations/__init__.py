"""The dialogues: what to say, what a tap means.  This room knows no Telegram.

An event (``screen.Event``) comes in, an answer (``screen.Answer``: screens, toasts, files) goes
out; ``router.answer`` is the only door.  One event is handled in one write transaction, and the
answer is handed over only after its commit: what a person was told is on the disk.

A dialogue holds nothing in memory.  What awaits a typed answer, which message is the live one of a
task, which question comes next are rows, so that a restart or a second device loses nothing.  The
one exception is the newest draft of a secret ballot (see ``voting``), which must never be written.

Errors of this room::

    Refused     the event is answered kindly and changes nothing (the transaction is rolled back)
"""
