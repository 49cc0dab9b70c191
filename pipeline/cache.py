"""What was computed before, by content, so that the cost of a pass grows with what changed.

    digest(all that determines a value) ─► value, in one SQLite file per workspace

The file lies in the user's own cache folder, readable by that user only, and never in `build/`.
It may hold text of stories, so what a pass no longer needs is overwritten and gone after it, and
so is the cache of a workspace that is no longer there.

Values are written with msgspec: it turns bytes into our frozen dataclasses and nothing else, and
checks every field against its type. Pickle would run whatever a changed file asks for. A file
that is damaged, foreign or made by another version of vertel is thrown away: it is only a cache.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache as memoised
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from pipeline.workspace import Workspace, cache_folder

T = TypeVar("T")

_PACKAGE = Path(__file__).resolve().parent
_OURS = 0x76657274
"""SQLite's `application_id` of these files, so that another program's is recognised."""
_COMMIT_EVERY = 200
_MAPPEN = "werkmappen"
_VAN = "werkmap.txt"
_CLEARED = "opgeruimd"
_DAY = 86_400
_TABLES = (
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = NORMAL",
    "CREATE TABLE IF NOT EXISTS maker (wie TEXT)",
    "CREATE TABLE IF NOT EXISTS waarden"
    " (soort TEXT, sleutel TEXT, waarde BLOB, UNIQUE (soort, sleutel))",
)


def digest(*parts: object) -> str:
    """One key for values of the model, texts and numbers together.

    Values that cannot be told apart by their contents get a new key each time.
    """
    try:
        held = _encoder.encode(parts)
    except (TypeError, NotImplementedError, UnicodeEncodeError, OverflowError):
        held = secrets.token_bytes()
    return hashlib.sha256(held).hexdigest()


def _plain(value: object) -> object:
    """A text that is more than a text, as msgspec can write it."""
    if isinstance(value, str):
        return [type(value).__name__, str.__str__(value)]
    raise NotImplementedError(type(value).__name__)


_encoder = msgspec.msgpack.Encoder(enc_hook=_plain, order="deterministic")


def tree_digest(*folders: Path) -> str:
    """One key for all that lies in folders: names, contents, and where links lead."""
    return digest([_entries(folder) for folder in folders])


def _entries(folder: Path) -> list[tuple[str, str]]:
    names = [(path, os.fsencode(path.relative_to(folder)).hex()) for path in folder.rglob("*")]
    return [(name, _held(path)) for path, name in sorted(names) if "__pycache__" not in path.parts]


def _held(path: Path) -> str:
    try:
        if path.is_symlink():
            there = path.stat()  # it may lead out of the workspace, so it is not opened
            return f"{path.readlink()} {there.st_size} {there.st_mtime_ns} {there.st_ino}"
        if path.is_file():
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"{error.errno}"
    return ""


@dataclass(frozen=True, slots=True)
class Geheugen:
    """What a process that makes more than one pass keeps at hand, beside the file.

    `waarden` are values by kind and key, of the kinds that are many. `bestanden` says for each
    path how the file stood and what came of it. `gemaakt` says for each name what was made, and
    of what.
    """

    waarden: dict[tuple[str, str], Any] = field(default_factory=dict)
    bestanden: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    gemaakt: dict[str, tuple[tuple[Any, ...], Any]] = field(default_factory=dict)


_AT_HAND = frozenset({"verhaal", "labels", "masker", "cijfers"})
"""The kinds of which the key tells all, so that no other process can know better."""


class Cache:
    """Values by kind and key. A store that fails is never an error: it then forgets."""

    def __init__(
        self,
        path: Path | None,
        maker: str,
        said: Callable[[str], None],
        geheugen: Geheugen | None = None,
    ) -> None:
        """`path` is None to keep nothing beyond this object; `said` hears what went wrong."""
        self.geheugen = geheugen
        self._path = path
        self._maker = maker
        self._said = said
        self._used: dict[str, set[str]] = defaultdict(set)
        self._made: set[str] = set()
        self._bulk = not (geheugen and geheugen.waarden)
        self._fetched: dict[str, dict[str, bytes]] = {}
        self._waiting = 0
        self._db = self._open()

    def recall(self, soort: str, sleutel: str, kind: type[T]) -> T | None:
        """The value that was remembered, or None."""
        self._used[soort].add(sleutel)
        at_hand = self.geheugen.waarden if self.geheugen and soort in _AT_HAND else None
        if at_hand is not None and (soort, sleutel) in at_hand:
            return cast("T", at_hand[soort, sleutel])
        found = self._stored(soort, sleutel, kind)
        if at_hand is not None and found is not None:
            at_hand[soort, sleutel] = found
        return found

    def _stored(self, soort: str, sleutel: str, kind: type[T]) -> T | None:
        with suppress(msgspec.DecodeError, LookupError, TypeError):
            blob = self._blob(soort, sleutel)
            if zlib.crc32(blob[4:]).to_bytes(4) == blob[:4]:
                found: T = _decoder(cast("Any", kind)).decode(memoryview(blob)[4:])
                return found
        return None

    def _blob(self, soort: str, sleutel: str) -> bytes:
        """What the file holds; a process that has nothing at hand fetches the many at once."""
        if soort in _AT_HAND and self._bulk:
            if soort not in self._fetched:
                rows = self._do("SELECT sleutel, waarde FROM waarden WHERE soort = ?", soort)
                self._fetched[soort] = dict(rows)
            if found := self._fetched[soort].get(sleutel):
                return found
        rows = self._do(
            "SELECT waarde FROM waarden WHERE soort = ? AND sleutel = ?", soort, sleutel
        )
        return cast("bytes", rows[0][0])

    def remember(self, soort: str, sleutel: str, value: object) -> None:
        """Keep a value for a next pass; a text that cannot be written as UTF-8 is not kept."""
        self._used[soort].add(sleutel)
        if self.geheugen and soort in _AT_HAND:
            self.geheugen.waarden[soort, sleutel] = value
        try:
            held = msgspec.msgpack.encode(value)
        except (UnicodeEncodeError, OverflowError):
            return
        blob = zlib.crc32(held).to_bytes(4) + held
        self._do("INSERT OR REPLACE INTO waarden VALUES (?, ?, ?)", soort, sleutel, blob)
        self._waiting += 1
        if self._waiting >= _COMMIT_EVERY:
            self._commit()

    def keep(self, soort: str, sleutel: str) -> None:
        """Do not forget a value that was not asked for, since it is still in use."""
        self._used[soort].add(sleutel)

    def once(self, soort: str, sleutel: str, kind: type[T], make: Callable[[], T]) -> T:
        """The value that was remembered, or else the one that `make` gives."""
        found = self.recall(soort, sleutel, kind)
        if found is None:
            found = make()
            self.remember(soort, sleutel, found)
        return found

    def again(self, name: str, of: tuple[Any, ...], make: Callable[..., T], /) -> T:
        """What this process made under a name the last time, if of the same; see `again.py`."""
        if self.geheugen is None:
            return make(*of)
        self._made.add(name)
        known = self.geheugen.gemaakt.get(name)
        if known is not None and known[0] == of:
            return cast("T", known[1])
        made = make(*of)
        self.geheugen.gemaakt[name] = (of, made)
        return made

    def forget_unused(self) -> None:
        """Overwrite what was not asked for: the files it came from are gone or have changed.

        Only kinds that were asked for at all are cleared.
        """
        for soort, used in self._used.items():
            rows = self._do("SELECT sleutel FROM waarden WHERE soort = ?", soort)
            for sleutel in {row[0] for row in rows} - used:
                self._do("DELETE FROM waarden WHERE soort = ? AND sleutel = ?", soort, sleutel)
        if self.geheugen:
            waarden = self.geheugen.waarden
            for soort, sleutel in [key for key in waarden if key[1] not in self._used[key[0]]]:
                del waarden[soort, sleutel]
            for name in self.geheugen.gemaakt.keys() - self._made:
                del self.geheugen.gemaakt[name]
        self._commit()

    def close(self) -> None:
        """Write down what is waiting, and let go of the file."""
        self._commit()
        self._db.close()

    def _open(self) -> sqlite3.Connection:
        for _ in range(2):
            try:
                return self._opened()
            except sqlite3.OperationalError:
                break
            except sqlite3.DatabaseError:
                self._throw_away()
        self._path = None
        return self._opened()

    def _opened(self) -> sqlite3.Connection:
        # Passes come one by one, but a progress bar or the watch may call from another thread.
        db = sqlite3.connect(self._path or ":memory:", timeout=5, check_same_thread=False)
        try:
            (empty,) = db.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()
            (owner,) = db.execute("PRAGMA application_id").fetchone()
            if owner != _OURS:
                _claim(db, empty=bool(empty))
            for statement in _TABLES:
                db.execute(statement)
            if db.execute("SELECT wie FROM maker").fetchall() != [(self._maker,)]:
                db.execute("DELETE FROM waarden")
                db.execute("DELETE FROM maker")
                db.execute("INSERT INTO maker VALUES (?)", (self._maker,))
            db.commit()
        except BaseException:
            db.close()
            raise
        return db

    def _do(self, statement: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error:
            self._start_anew()
            return []

    def _commit(self) -> None:
        self._waiting = 0
        try:
            self._db.commit()
        except sqlite3.Error:
            self._start_anew()

    def _start_anew(self) -> None:
        """A file that cannot be written cannot be cleared of what must be forgotten either."""
        self._db.close()
        self._throw_away()
        self._db = self._open()

    def _throw_away(self) -> None:
        self._said("Wat vertel had onthouden, was niet te gebruiken; ik begin opnieuw")
        if self._path:
            with suppress(OSError):
                self._path.unlink()


@contextmanager
def opened(
    workspace: Workspace, said: Callable[[str], None], geheugen: Geheugen | None = None
) -> Iterator[Cache]:
    """The cache of a workspace, with what this process has at hand of it already."""
    root = str(workspace.root.resolve())
    folder = cache_folder() / _MAPPEN / digest(root)[:20]
    path: Path | None = folder / "cache.sqlite"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget_gone(folder.parent)
        (folder / _VAN).write_text(root, encoding="utf-8")
        (folder / "cache.sqlite").touch(mode=0o600)
    except (OSError, UnicodeEncodeError):
        path = None
    cache = Cache(path, maker(), said, geheugen)
    try:
        yield cache
    finally:
        cache.close()


def _claim(db: sqlite3.Connection, *, empty: bool) -> None:
    if not empty:
        raise sqlite3.DatabaseError("made by another program")
    db.execute(f"PRAGMA application_id = {_OURS}")


def _forget_gone(folder: Path) -> None:
    """Remove the caches of workspaces that are no longer there.

    Once a day, because to ask after a folder on a server that is out of reach takes long.
    """
    done = folder / _CLEARED
    with suppress(OSError):
        if time.time() - done.stat().st_mtime < _DAY:
            return
    done.touch()
    for note in folder.glob(f"*/{_VAN}"):
        with suppress(OSError, ValueError):
            if not Path(note.read_text(encoding="utf-8")).is_dir():
                shutil.rmtree(note.parent, ignore_errors=True)


@memoised
def maker() -> str:
    """What makes the values: this code with its models, and the packages that it stands on."""
    try:
        needed = metadata.requires("tellen-en-vertellen") or []
    except metadata.PackageNotFoundError:
        needed = [dist.name for dist in metadata.distributions()]
    names = sorted({re.split(r"[^\w.-]", line)[0] for line in needed})
    return digest(sys.version, tree_digest(_PACKAGE), [(name, _version(name)) for name in names])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


@memoised
def _decoder(kind: Any) -> Any:
    return msgspec.msgpack.Decoder(kind)
