"""The key folder: two small files a ballot, outside the data folder and its backups.

`<box>.mac` proves that an envelope was sealed here, and holds the public key to seal under
(not the database's word for it); casting reads only this one.
`<box>.private` opens the envelopes; only the count reads it.
`pairing` names the database that these keys belong to, as of its last start,
opened ballot or stop: a database set back to an earlier copy does not match it any more.

Files are made inside the transaction that opens a ballot and unlinked after the one that ends it:
a transaction leaves here what is to be done, and `Database.write` has it settled afterwards.
"""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE

from storage.envelopes import KEY_BYTES, Lock, new_private_key, public_half
from storage.errors import KeyFolderRefused

log = logging.getLogger(__name__)

PRIVATE, MAC, PAIRING = ".private", ".mac", "pairing"


class KeyFolder:
    """The folder, and what the open transaction has left to be done in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.proved = False
        self._made: list[str] = []
        self._doomed: list[str] = []
        self._pairing: str | None = None

    @classmethod
    def open(cls, path: Path, data: Path, *, make: bool = True) -> "KeyFolder":
        """Return the folder at `path`, made if need be, readable by this user alone.

        KeyFolderRefused: it and the data folder lie one in the other (and so would copies),
        it is no folder, or it is open to other users.
        """
        real, real_data = path.resolve(), data.resolve()
        if real == real_data or real_data in real.parents or real in real_data.parents:
            raise KeyFolderRefused(
                "The key folder {keys} and the data folder {data} lie one in the other.",
                keys=str(path),
                data=str(data),
            )
        try:
            if make:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            pass
        if not path.is_dir():
            raise KeyFolderRefused("The key folder {path} is not a folder.", path=str(path))
        if S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyFolderRefused(
                "The key folder {path} is open to other users: chmod 700 it.", path=str(path)
            )
        return cls(path.absolute())

    def make(self, box: str) -> bytes:
        """Make both keys of a box, durably, and return its public key."""
        private = new_private_key()
        public = public_half(private)
        self._made.append(box)
        self._write(box + PRIVATE, private, os.O_EXCL)
        self._write(box + MAC, secrets.token_bytes(KEY_BYTES) + public, os.O_EXCL)
        self._sync()
        return public

    def lock(self, box: str, ballot_id: int, paper: bytes) -> Lock | None:
        """Return what seals and proves envelopes, or None when its file is gone or broken."""
        both = self._read(box + MAC, 2 * KEY_BYTES)
        if both is None:
            return None
        return Lock(ballot_id, paper, public_key=both[KEY_BYTES:], mac_key=both[:KEY_BYTES])

    def private(self, box: str, public: bytes) -> bytes | None:
        """Return the key that opens envelopes, or None when it is gone, broken or another's."""
        private = self._read(box + PRIVATE, KEY_BYTES)
        return private if private is not None and public_half(private) == public else None

    def complete(self, box: str, public: bytes) -> bool:
        """Say whether both keys of the box are here, and are those of this public key."""
        lock = self.lock(box, 0, b"")
        if lock is None or lock.public_key != public:
            return False
        return self.private(box, public) is not None

    def boxes(self) -> frozenset[str]:
        """Return the boxes of which any key file is here."""
        return frozenset(
            entry.stem for entry in self.path.iterdir() if entry.suffix in {PRIVATE, MAC}
        )

    def unlink(self, *boxes: str) -> None:
        """Remove the key files of these boxes, durably; absent ones are none the worse."""
        for box in boxes:
            for suffix in (PRIVATE, MAC):
                (self.path / (box + suffix)).unlink(missing_ok=True)
        if boxes:
            self._sync()

    def doom(self, box: str) -> None:
        """Have the keys of this box unlinked once the open transaction is committed."""
        self._doomed.append(box)

    def pairing(self) -> str | None:
        """Return the mark that this folder shares with its database."""
        with suppress(FileNotFoundError):
            return (self.path / PAIRING).read_text(encoding="ascii")
        return None

    def repair(self, pairing: str) -> None:
        """Have the shared mark written here once the open transaction is committed."""
        self._pairing = pairing

    @property
    def unsettled(self) -> bool:
        """Whether the open transaction has left anything to be done."""
        return bool(self._made or self._doomed or self._pairing)

    def settle(self, *, committed: bool) -> bool:
        """Do what the ended transaction left to be done; return whether a box was emptied.

        Not to be able to unlink is logged, not raised, for the transaction stands:
        `tusoi db check` shows such keys, and every start tries again.
        """
        made, doomed, pairing = self._made, self._doomed, self._pairing
        self._made, self._doomed, self._pairing = [], [], None
        try:
            if not committed:
                self.unlink(*made)
                return False
            if pairing is not None:
                self._write(PAIRING + ".new", pairing.encode("ascii"), os.O_TRUNC)
                (self.path / (PAIRING + ".new")).replace(self.path / PAIRING)
                self._sync()
            self.unlink(*doomed)
        except OSError:
            log.exception("the key folder could not be brought up to date")
        return bool(doomed)

    def _read(self, name: str, length: int) -> bytes | None:
        try:
            key = (self.path / name).read_bytes()
        except OSError:
            return None
        return key if len(key) == length else None

    def _write(self, name: str, content: bytes, how: int) -> None:
        flags = os.O_WRONLY | os.O_CREAT | how
        handle = os.open(self.path / name, flags, 0o600)
        try:
            os.write(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)

    def _sync(self) -> None:
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
