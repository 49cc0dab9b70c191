"""From changes in files to passes; a pass is `build` called again.

    events of the system ─┐
    a look of our own ────┴─► Vlag ─► until all stands still ─► one pass ─► …

Events do nothing but raise a flag: they come late, twice, in floods or not at all. What changed
is found by the pass itself. A look at all files every minute (or every two seconds, where events
do not come) makes sure that nothing stays unseen.
"""

from __future__ import annotations

import ctypes
import gc
import os
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from pipeline.build import Haast, Onderbroken
from pipeline.read.files import is_temporary, shown
from pipeline.swap import LEFTOVER
from pipeline.workspace import Workspace

_SLICE = 0.5
"""A wait is cut in slices of so many seconds, because Windows hears no Ctrl-C during one."""

_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "vmhgfs", "drvfs", "prl_fs"}
_DRIVE_REMOTE = 4


@dataclass(frozen=True, slots=True)
class Tijden:
    """How long to wait, in seconds.

    `rust` is how long files must stand still before a pass, `uiterlijk` when a pass begins though
    they do not. `herkijk` is the time between looks where events come, `peil` where they do not.
    After `geduld` without a whole pass, one is no longer broken off for what is newer. `opnieuw`
    are the waits after a failed pass.
    """

    rust: float = 0.3
    uiterlijk: float = 2.0
    herkijk: float = 60.0
    peil: float = 2.0
    proef: float = 1.0
    geduld: float = 30.0
    opnieuw: tuple[float, ...] = (5.0, 10.0, 20.0, 40.0, 60.0)


Pas = Callable[[Haast], object]
"""One pass, which may raise anything; `Onderbroken` when it made way."""


class Vlag:
    """A flag that any thread may raise, and the paths for which it was raised."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._paden: set[str] = set()
        self._up = False
        self._since = monotonic()

    def hijs(self, *paden: str) -> None:
        """Raise the flag."""
        with self._change:
            self._paden.update(paden)
            self._up = True
            self._since = monotonic()
            self._change.notify_all()

    def strijk(self) -> None:
        """Lower the flag and forget the paths."""
        with self._change:
            self._paden.clear()
            self._up = False

    @property
    def is_op(self) -> bool:
        """Whether the flag is raised."""
        return self._up

    @property
    def paden(self) -> tuple[str, ...]:
        """What was touched since the flag was last lowered."""
        with self._change:
            return tuple(self._paden)

    @property
    def seconden(self) -> float:
        """How long ago the flag was last raised."""
        return monotonic() - self._since

    def wacht(self, seconden: float) -> bool:
        """Wait until the flag is raised, at most so long; whether it is."""
        with self._change:
            return self._change.wait_for(lambda: self._up, min(seconden, _SLICE))


def watch(
    workspace: Workspace,
    pas: Pas,
    fout: Callable[[Exception], None],
    zeg: Callable[[str], None],
    *,
    peilen: bool = False,
    tijden: Tijden | None = None,
    stop: threading.Event | None = None,
    waarnemer: Callable[[], Any] = Observer,
) -> None:
    """Do a pass now and after every change, until `stop` is set or the user interrupts.

    What a pass raises goes to `fout`, and the pass is done again later; `zeg` hears how this
    folder is watched. `peilen` looks instead of listening; `waarnemer` makes what listens.
    """
    tijden, stop = tijden or Tijden(), stop or threading.Event()
    vlag = Vlag()
    ogen = _Ogen(workspace, vlag, tijden)
    with ogen.open(None if peilen else waarnemer) as luistert:
        if not luistert:
            zeg(f"Ik kijk elke {tijden.peil:g} seconden of er iets veranderd is.")
        bezig: frozenset[str] = frozenset()
        heel, mislukt, wanneer = monotonic(), 0, monotonic()
        while not stop.is_set():
            if not (vlag.is_op or monotonic() >= wanneer):
                vlag.wacht(wanneer - monotonic())
                ogen.kijk()
                continue
            if vlag.is_op:
                bezig = _tot_rust(vlag, tijden, stop)
            vlag.strijk()
            wanneer = float("inf")
            laat = monotonic() - heel > tijden.geduld
            pads = frozenset(shown(workspace.pad(Path(path))) for path in bezig)
            haast = Haast(stop.is_set if laat else lambda: vlag.is_op or stop.is_set(), pads)
            try:
                with _zonder_omzien():
                    pas(haast)
                heel, mislukt = monotonic(), 0
            except Onderbroken:
                pass
            except Exception as error:  # noqa: BLE001 - said to the user; the watch goes on
                fout(error)
                wanneer = monotonic() + tijden.opnieuw[min(mislukt, len(tijden.opnieuw) - 1)]
                mislukt += 1
            if bezig:
                vlag.hijs(*bezig)
            if not vlag.is_op:
                gc.collect()


@contextmanager
def _zonder_omzien() -> Iterator[None]:
    """Do not look through all that is at hand for what may go, while somebody waits.

    Of thousands of stories that takes as long as the pass itself; it is done afterwards.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _tot_rust(vlag: Vlag, tijden: Tijden, stop: threading.Event) -> frozenset[str]:
    """Wait until what was touched stands still; the paths that still did not at the latest.

    A file that is gone or empty may be about to be written anew.
    """
    uiterlijk = monotonic() + tijden.uiterlijk
    before: dict[str, tuple[int, int] | None] = {}
    while True:
        now = {path: _toestand(path) for path in vlag.paden}
        moving = {path for path, state in now.items() if before.get(path, ()) != state}
        waiting = moving | {path for path, state in now.items() if state and state[0] == 0}
        gone = any(now[path] is None for path in moving)
        if stop.is_set() or (not waiting and vlag.seconden >= tijden.rust):
            return frozenset()
        if monotonic() >= uiterlijk + (tijden.rust if gone else 0):
            return frozenset(moving)
        before = now
        stop.wait(max(0.02, tijden.rust - vlag.seconden))


def _toestand(path: str) -> tuple[int, int] | None:
    """Size and time of change of a file; always the same for a folder; None when it is gone."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return (1, 0) if stat.S_ISDIR(found.st_mode) else (found.st_size, found.st_mtime_ns)


class _Wekker(FileSystemEventHandler):
    """Raises the flag for a file that was made, changed, moved or removed, and for no other."""

    def __init__(self, root: Path, vlag: Vlag) -> None:
        self._depth = len(root.parts)
        self._vlag = vlag

    def on_created(self, event: FileSystemEvent) -> None:
        """A file or folder is new."""
        self.wek(event.src_path)

    def on_modified(self, event: FileSystemEvent) -> None:
        """A file has changed; of a folder this says nothing new."""
        if not event.is_directory:
            self.wek(event.src_path)

    def on_moved(self, event: FileSystemEvent) -> None:
        """A file or folder has another place; after an atomic save only the new one counts."""
        self.wek(event.src_path, event.dest_path)

    def on_deleted(self, event: FileSystemEvent) -> None:
        """A file or folder is gone."""
        self.wek(event.src_path)

    def wek(self, *paths: bytes | str) -> None:
        """Raise the flag for the files that are no one's temporary ones."""
        touched = [path for path in map(os.fsdecode, paths) if self._matters(path)]
        if touched:
            self._vlag.hijs(*touched)

    def _matters(self, path: str) -> bool:
        return not any(map(is_temporary, Path(path).parts[self._depth :]))


class _Ogen:
    """Listens to the folders of a workspace, and looks at them itself from time to time."""

    def __init__(self, workspace: Workspace, vlag: Vlag, tijden: Tijden) -> None:
        self._workspace = workspace
        self._folders = [workspace.verhalen, workspace.root / "templates"]
        self._vlag = vlag
        self._tijden = tijden
        self._wekker = _Wekker(workspace.root, vlag)
        self._waarnemer: Callable[[], Any] | None = None
        self._listener: Any = None
        self._seen: dict[str, object] = {}
        self._next = 0.0

    @contextmanager
    def open(self, waarnemer: Callable[[], Any] | None) -> Iterator[bool]:
        """Listen by means of what `waarnemer` makes; gives whether events come at all."""
        self._waarnemer = waarnemer
        self._listen()
        self._look()
        try:
            yield self._listener is not None
        finally:
            self._deaf()

    def kijk(self) -> None:
        """Look if it is time to; a difference raises the flag, and so does a new day."""
        if monotonic() < self._next:
            return
        before = self._seen
        self._look()
        paths = before.keys() | self._seen.keys()
        changed = [path for path in paths if before.get(path) != self._seen.get(path)]
        self._wekker.wek(*changed)
        if self._listener and any(str(folder) in changed for folder in self._folders):
            self._deaf()  # it listened to a folder that has been replaced, or was not there yet
            self._listen()

    def _look(self) -> None:
        begun = monotonic()
        self._seen = {self._workspace.root.name: date.today()}
        for folder in self._folders:
            with suppress(OSError):
                self._seen[str(folder)] = folder.stat().st_ino
            self._seen |= _files(folder)
        every = self._tijden.herkijk if self._listener else self._tijden.peil
        # Looking at very many files, or over a slow line, takes a tenth of the time at most.
        self._next = begun + max(every, 10 * (monotonic() - begun))

    def _listen(self) -> None:
        """Listen, unless the system cannot or a file of our own goes unheard."""
        if not self._waarnemer or _is_remote(self._workspace.verhalen):
            return
        self._listener = self._waarnemer()
        try:
            for folder in filter(Path.is_dir, self._folders):
                self._listener.schedule(self._wekker, str(folder), recursive=True)
            self._listener.start()
            heard = _is_heard(self._listener, self._workspace.build, self._tijden.proef)
        except OSError:  # such as too many folders for the system
            heard = False
        if not heard:
            self._deaf()

    def _deaf(self) -> None:
        if self._listener and self._listener.is_alive():
            self._listener.stop()
            self._listener.join()
        self._listener = None


class _Proef(FileSystemEventHandler):
    """Raises the flag for anything new."""

    def __init__(self, vlag: Vlag) -> None:
        self._vlag = vlag

    def on_created(self, _event: FileSystemEvent) -> None:
        """Something is new."""
        self._vlag.hijs()


def _is_heard(listener: Any, folder: Path, seconds: float) -> bool:
    """Whether a file that is written in `folder` leads to an event."""
    probe = Vlag()
    folder.mkdir(parents=True, exist_ok=True)
    watched = listener.schedule(_Proef(probe), str(folder))
    try:
        with tempfile.TemporaryDirectory(prefix=LEFTOVER, dir=folder):
            begun = monotonic()
            while not probe.is_op and monotonic() - begun < seconds:
                probe.wacht(seconds)
    finally:
        listener.unschedule(watched)
    return probe.is_op


def _files(folder: Path) -> dict[str, object]:
    """What tells a file from another, and from itself before a change, by path."""
    found: dict[str, object] = {}
    folders = [str(folder)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                _take(entry, folders, found)
    return found


def _take(entry: os.DirEntry[str], folders: list[str], found: dict[str, object]) -> None:
    with suppress(OSError):  # gone since its folder was read
        seen = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(seen.st_mode):
            folders.append(entry.path)
        else:
            times = (seen.st_mtime_ns, seen.st_ctime_ns)
            found[entry.path] = (seen.st_size, *times, seen.st_ino)


def _is_remote(folder: Path) -> bool:
    """Whether the folder is on another machine: the system then hears only of our own changes."""
    path = str(folder.resolve())
    if os.name == "nt":
        drive = os.path.splitdrive(path)[0]
        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")  # type: ignore[attr-defined]
        return drive.startswith("\\\\") or kind == _DRIVE_REMOTE
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return False
    under = [(m[1], m[2]) for m in mounts if f"{path}/".startswith(f"{m[1].rstrip('/')}/")]
    return max(under, default=("", ""), key=lambda mount: len(mount[0]))[1] in _REMOTE
