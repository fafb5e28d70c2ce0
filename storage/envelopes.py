"""What is inside the box: how a vote is sealed, and how sealed votes become totals.

An envelope is a libsodium sealed box under the ballot's own public key; whoever casts
can close one and nobody can open it without the private key. Inside lie, at fixed places:

    version 1 · kind 1 · ballot 8 · slot 4 · receipt 5 · one byte a subject · proof 32

`kind` tells an envelope that was cast (blank or not) from one that was only filled in at opening.
A subject's byte is 0 for blank or the place of its level in the ballot's list, counted from 1.
The proof is a keyed BLAKE2b over the ballot's public key, the digest of its paper (what is asked
of whom, with which levels in which order) and all that stands before it:
a copied, swapped or forged envelope fails it, or does not name the slot in which it lies,
and a ballot paper changed after opening fails every envelope.

All envelopes of a ballot have the same length, whatever is inside and whether cast or not.
Nothing here does I/O or knows a person.
"""

import hmac
import secrets
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from storage.errors import EnvelopeAlarm

KEY_BYTES = 32
RECEIPT_BYTES = 5  # 40 bits: in a ballot of 500, two alike once in nine million ballots
PROOF_BYTES = 32
VERSION, FILLED_IN, CAST = 1, 0, 1
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two: no I, L, O or U, so that a code can be read aloud and copied by hand."""

SLOTS = 1 << 32
"""Slots are numbered from 1 and stay below this."""

_HEAD = struct.Struct(f">BBQI{RECEIPT_BYTES}s")
_NO_RECEIPT = bytes(RECEIPT_BYTES)


@dataclass(frozen=True, slots=True)
class Question:
    """One subject as the box needs it: its number and which marks may stand for it."""

    number: int
    marks: frozenset[int]


@dataclass(frozen=True, slots=True)
class Lock:
    """All that casting needs to seal: no private key among it."""

    ballot_id: int
    paper: bytes
    public_key: bytes
    mac_key: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope as it lies in the box."""

    slot: int
    returned: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """The totals of a box: votes by subject number and mark (0: blank); the sorted receipts."""

    returned: int
    votes: Mapping[int, Mapping[int, int]]
    receipts: tuple[str, ...]


def new_private_key() -> bytes:
    """Return a fresh private key."""
    return bytes(PrivateKey.generate())


def public_half(private_key: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return bytes(PrivateKey(private_key).public_key)


def sodium_seal(public_key: bytes, plaintext: bytes) -> bytes:
    """Return the plaintext sealed under the public key, 48 bytes longer."""
    return SealedBox(PublicKey(public_key)).encrypt(plaintext)


seal_bytes: Callable[[bytes, bytes], bytes] = sodium_seal
"""How bytes are sealed. Only a test of non-interference puts something else in its place."""


def fill_in(lock: Lock, slots: Sequence[int], subjects: int) -> list[Sealed]:
    """Return one blank envelope for each slot, as they lie in the box at opening."""
    marks = bytes(subjects)
    return [
        Sealed(slot, False, _close(lock, FILLED_IN, slot, _NO_RECEIPT, marks)) for slot in slots
    ]


def seal(lock: Lock, slot: int, marks: bytes) -> tuple[bytes, str]:
    """Return an envelope with these marks (one byte a subject), and its new receipt code."""
    receipt = secrets.token_bytes(RECEIPT_BYTES)
    return _close(lock, CAST, slot, receipt, marks), receipt_code(receipt)


def receipt_code(receipt: bytes) -> str:
    """Return the code as people see it: two groups of four, such as `7K3M-X09P`."""
    number = int.from_bytes(receipt, "big")
    letters = [ALPHABET[number >> shift & 31] for shift in range(35, -1, -5)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def open_box(
    lock: Lock, private_key: bytes, questions: Sequence[Question], box: Sequence[Sealed]
) -> Opened:
    """Open every envelope in memory and return nothing but totals and sorted receipts.

    EnvelopeAlarm: one of them is not as it was sealed. It names the ballot and no more.
    """
    opener = SealedBox(PrivateKey(private_key))
    votes = {question.number: dict.fromkeys((0, *question.marks), 0) for question in questions}
    receipts: list[str] = []
    for envelope in box:
        plaintext = _unseal(opener, envelope.content)
        cast = plaintext is not None and _examine(lock, envelope, plaintext, questions)
        if plaintext is None or cast is None:
            # Raised outside any handler: nothing of the envelope hangs on to the alarm.
            raise EnvelopeAlarm(lock.ballot_id)
        if cast:
            receipt, marks = plaintext[_HEAD.size - RECEIPT_BYTES : _HEAD.size], _marks(plaintext)
            receipts.append(receipt_code(receipt))
            for question, mark in zip(questions, marks, strict=True):
                votes[question.number][mark] += 1
    return Opened(len(receipts), votes, tuple(sorted(receipts)))


def _close(lock: Lock, kind: int, slot: int, receipt: bytes, marks: bytes) -> bytes:
    body = _HEAD.pack(VERSION, kind, lock.ballot_id, slot, receipt) + marks
    return seal_bytes(lock.public_key, body + _proof(lock, body))


def _proof(lock: Lock, body: bytes) -> bytes:
    digest = blake2b(digest_size=PROOF_BYTES, key=lock.mac_key, person=b"tusoi-envelope")
    digest.update(lock.public_key + lock.paper)
    digest.update(body)
    return digest.digest()


def _unseal(opener: SealedBox[PrivateKey], content: bytes) -> bytes | None:
    try:
        return opener.decrypt(content)
    except (CryptoError, ValueError, TypeError):
        return None


def _marks(plaintext: bytes) -> bytes:
    return plaintext[_HEAD.size : -PROOF_BYTES]


def _examine(
    lock: Lock, envelope: Sealed, plaintext: bytes, questions: Sequence[Question]
) -> bool | None:
    """Say whether the envelope was cast; None: it is not as it was sealed."""
    if len(plaintext) != _HEAD.size + len(questions) + PROOF_BYTES:
        return None
    body, proof = plaintext[:-PROOF_BYTES], plaintext[-PROOF_BYTES:]
    if not hmac.compare_digest(proof, _proof(lock, body)):
        return None
    version, kind, ballot_id, slot, receipt = _HEAD.unpack_from(body)
    if (version, ballot_id, slot) != (VERSION, lock.ballot_id, envelope.slot):
        return None
    marks = _marks(plaintext)
    if kind == FILLED_IN:
        untouched = not envelope.returned and receipt == _NO_RECEIPT and not any(marks)
        return False if untouched else None
    if kind != CAST or not envelope.returned:
        return None
    offered = all(
        mark == 0 or mark in question.marks for question, mark in zip(questions, marks, strict=True)
    )
    return True if offered else None
