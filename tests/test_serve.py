"""Serving `build/`: what is there, to who knows the address, and each page renews itself."""

import base64
import hashlib
import http.client
import threading
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright import sync_api

from pipeline.serve import serve

PAGE = (
    '<!doctype html><html><head><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src &#39;none&#39;; style-src 'unsafe-inline'; script-src 'sha256-abc'\">"
    "</head><body><p>Tekst</p></body></html>"
)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    (folder / "export").mkdir(parents=True)
    (folder / "controle.html").write_text(PAGE, encoding="utf-8")
    (folder / "kaal.html").write_text("<p>zonder meer", encoding="utf-8")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / "export" / "a b.csv").write_text("x", encoding="utf-8")
    (folder / ".slot").write_text("geheim", encoding="utf-8")
    (folder / ".nieuw-1").mkdir()
    (folder / ".nieuw-1" / "half.html").write_text("geheim", encoding="utf-8")
    (tmp_path / "geheim.txt").write_text("geheim", encoding="utf-8")
    (folder / "uitweg.html").symlink_to(tmp_path / "geheim.txt")
    return folder


def get(address: str, path: str = "", method: str = "GET") -> http.client.HTTPResponse:
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)
    connection.request(method, url.path + path)
    answer = connection.getresponse()
    answer.body = answer.read().decode("utf-8")  # type: ignore[attr-defined]
    connection.close()
    return answer


def test_outputs_are_served_as_they_are_and_never_kept(build):
    with serve(build) as address:
        assert urlsplit(address).hostname == "127.0.0.1"
        answer = get(address, "manifest.json")
        assert (answer.status, answer.body) == (200, "{}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert get(address, quote("export/a b.csv")).body == "x"
        assert get(address, "manifest.json", "HEAD").body == ""


@pytest.mark.parametrize(
    "path",
    [
        ".slot",
        ".nieuw-1/half.html",
        "uitweg.html",
        "../geheim.txt",
        "%2e%2e/geheim.txt",
        "..%2fgeheim.txt",
        "export/../../geheim.txt",
        "/etc/passwd",
        "export",
        "export/",
        "nergens.html",
        "manifest.json/",
        "%00",
    ],
)
def test_nothing_else_is(build, path):
    with serve(build) as address:
        answer = get(address, path)
        assert answer.status == 404
        assert "geheim" not in answer.body


def test_who_does_not_know_the_address_gets_nothing(build):
    with serve(build) as address:
        bare = address.rstrip("/").rpartition("/")[0]
        for path in ("/", "/controle.html", "/x/controle.html", "/_vers.js", "", "//controle.html"):
            assert get(bare, path).status == 404
        assert get(address, "controle.html", "POST").status == 501
    with serve(build) as other:
        assert urlsplit(other).path != urlsplit(address).path


def test_the_first_page_leads_to_the_others(build):
    with serve(build) as address:
        body = get(address).body
        assert 'href="controle.html"' in body
        assert 'href="export/a%20b.csv"' in body
        assert "slot" not in body


def test_a_page_may_load_the_script_that_renews_it_and_no_other(build):
    with serve(build) as address:
        body = get(address, "controle.html").body
        script = body.split('<script src="')[1].split('"')[0]
        assert body.count("<script") == 1
        assert body.index("<script") < body.index("</body>")
        body = unescape(body)
        assert "script-src 'sha256-abc' 'self'; connect-src 'self'\"" in body
        assert "default-src 'none'; style-src 'unsafe-inline'" in body
        assert get(address.removesuffix(urlsplit(address).path), script).status == 200
        assert get(address, "kaal.html").body.startswith("<p>zonder meer<script")
    assert (build / "controle.html").read_text(encoding="utf-8") == PAGE


def test_a_page_is_known_to_be_new_when_its_file_is(build):
    with serve(build) as address:
        before = get(address, "_stand?controle.html").body
        assert before == get(address, "_stand?controle.html").body != ""
        (build / "controle.html").write_text(PAGE + " ", encoding="utf-8")
        assert get(address, "_stand?controle.html").body != before
        listed = get(address, "_stand?").body
        (build / "nieuw.html").write_text(PAGE, encoding="utf-8")
        assert get(address, "_stand?").body != listed
        assert get(address, "_stand?../geheim.txt").body == ""


def test_in_a_browser_a_page_renews_itself_and_its_own_script_still_runs(build, browser):
    page_with_script = PAGE.replace("sha256-abc", "sha256-" + _sha256(OWN_SCRIPT)).replace(
        "</body>", f"<script>{OWN_SCRIPT}</script></body>"
    )
    (build / "rapport.html").write_text(page_with_script, encoding="utf-8")
    with serve(build) as address:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(address)
        page.click("text=rapport.html")
        sync_api.expect(page).to_have_title("eigen script")
        page.wait_for_timeout(1500)
        newer = page_with_script.replace("Tekst", "Nieuwe tekst")
        (build / "rapport.html").write_text(newer, encoding="utf-8")
        sync_api.expect(page.locator("p")).to_have_text("Nieuwe tekst", timeout=10_000)
        page.close()
    assert wrong == []


OWN_SCRIPT = "document.title = 'eigen script';"


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_it_ends_and_leaves_no_thread(build):
    before = threading.active_count()
    with serve(build) as address:
        for _ in range(20):
            get(address, "_stand?controle.html")
    assert threading.active_count() <= before
    with pytest.raises(OSError, match="refused"):
        get(address)
