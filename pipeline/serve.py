"""`build/` in a browser on this machine, each page renewing itself when its file does.

Only this machine is served, only whole files of `build/`, and only to who knows the random word
in the address: on a shared machine others can reach the same port. The files themselves stay as
they are; the script that renews a page is put in while it is served.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape, unescape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

SCRIPT = "_vers.js"
STAND = "_stand"
_EVERY_MILLISECONDS = 1000
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_META_POLICY = re.compile(
    rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")', re.IGNORECASE
)
_JS = """"use strict";
const self = new URL(document.currentScript.src);
const base = self.pathname.slice(0, self.pathname.lastIndexOf("/") + 1);
const page = location.pathname.slice(base.length);
let seen = null;
setInterval(async () => {
  try {
    const answer = await fetch(`${base}%s?${page}`, { cache: "no-store" });
    if (!answer.ok) return;
    const now = await answer.text();
    if (seen !== null && seen !== now) location.reload();
    seen = now;
  } catch { /* vertel was stopped */ }
}, %d);
"""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the files of `folder` from now on; gives the address to open."""
    word = secrets.token_urlsafe(16)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, folder, word))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{word}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server_version = "vertel"
    sys_version = ""
    timeout = 10

    def __init__(self, folder: Path, word: str, *args: object) -> None:
        self._folder = folder
        self._word = word
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Send what was asked for."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Send what would be said of it."""
        self._answer(body=False)

    def log_message(self, *_args: object) -> None:
        """Say nothing: the terminal is for what happens to the stories."""

    def _answer(self, *, body: bool) -> None:
        url = urlsplit(self.path)
        _, _, rest = url.path.partition("/")
        word, slash, name = unquote(rest).partition("/")
        found = None
        if slash and secrets.compare_digest(word.encode(), self._word.encode()):
            found = self._found(name, unquote(url.query))
        kind, data = found or ("text/plain; charset=utf-8", b"Dit is hier niet te vinden.\n")
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        for key, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }.items():
            self.send_header(key, value)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def _found(self, name: str, query: str) -> tuple[str, bytes] | None:
        if name == SCRIPT:
            script = _JS % (STAND, _EVERY_MILLISECONDS)
            return "text/javascript; charset=utf-8", script.encode()
        if name == STAND:
            return "text/plain; charset=utf-8", self._stand(query).encode()
        if not name:
            return _KINDS[".html"], self._fresh(self._contents())
        path = self._file(name)
        try:
            data = path.read_bytes() if path else None
        except OSError:
            data = None
        if path is None or data is None:
            return None
        kind = _KINDS.get(path.suffix.casefold(), "application/octet-stream")
        return kind, self._fresh(data) if path.suffix.casefold() == ".html" else data

    def _file(self, name: str) -> Path | None:
        """The output of this name: no hidden file, nothing outside `build/`."""
        if name not in _outputs(self._folder):
            return None
        return self._folder / name

    def _stand(self, name: str) -> str:
        """What differs when a page must be renewed."""
        if not name:
            return " ".join(_outputs(self._folder))
        path = self._file(name)
        try:
            found = path.stat() if path else None
        except OSError:
            found = None
        return f"{found.st_mtime_ns} {found.st_size}" if found else ""

    def _fresh(self, page: bytes) -> bytes:
        """The page with the script that renews it, which its policy then allows."""
        page = _META_POLICY.sub(lambda found: found[1] + _allowed(found[2]) + found[3], page, 1)
        before, end, after = page.rpartition(b"</body>")
        script = f'<script src="/{self._word}/{SCRIPT}" defer></script>'
        return (before + script.encode() + end + after) if end else page + script.encode()

    def _contents(self) -> bytes:
        names = _outputs(self._folder)
        items = "".join(f'<li><a href="{quote(name)}">{escape(name)}</a></li>' for name in names)
        page = (
            '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
            """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
            "<title>Wat vertel heeft gemaakt</title></head><body><main>"
            "<h1>Wat vertel heeft gemaakt</h1>"
            f"<ul>{items}</ul><p>Elke bladzijde ververst zichzelf.</p></main></body></html>"
        )
        return page.encode()


def _outputs(folder: Path) -> list[str]:
    """The files that may be served, `controle.html` and the other pages first."""
    found = (
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    shown = [name for name in found if not any(part.startswith(".") for part in name.split("/"))]
    return sorted(shown, key=lambda name: (not name.endswith(".html"), name))


def _allowed(policy: bytes) -> bytes:
    """A policy under which a page may also load our script and ask how things stand."""
    written = unescape(policy.decode("ascii", "replace"))
    rules = [rule.split() for rule in written.split(";") if rule.strip()]
    by_name = {rule[0]: [source for source in rule[1:] if source != "'none'"] for rule in rules}
    for name in ("script-src", "connect-src"):
        by_name[name] = [*by_name.get(name, []), "'self'"]
    said = (" ".join([name, *(sources or ["'none'"])]) for name, sources in by_name.items())
    return escape("; ".join(said)).encode()
