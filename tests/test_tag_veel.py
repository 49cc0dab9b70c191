"""Many texts are tagged by helpers beside us, with the same outcome in the same order."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from factory import codeboek

from pipeline.read.stories import read_verhaal
from pipeline.tag import veel
from pipeline.tag.tagger import Tagger
from pipeline.tag.veel import Ploeg

ZINNEN = (
    "Vroeger lag alles op de mat. Zij heeft zelf de post geopend.",
    "Hij kookt nu elke week met de buren. Niemand zit meer alleen aan tafel.",
    "De straat is donker en vuil. Er groet niemand.",
    "Zij leerde fietsen en gaat nu zelf naar de les.",
    "Wij ruilen klusjes tegen soep.",
)


@pytest.fixture(scope="module")
def ploeg() -> Ploeg:
    return Ploeg(Tagger(codeboek()), codeboek(), ())


def verhalen():
    day, boek = date(2017, 1, 1), codeboek()
    found = [read_verhaal(z.encode(), f"verhalen/{n}.md", boek, day) for n, z in enumerate(ZINNEN)]
    return [verhaal for verhaal, _ in found if verhaal]


def test_helpers_say_what_one_tagger_says(ploeg, monkeypatch):
    alone = list(ploeg.tagger.tag(verhalen()))
    monkeypatch.setattr(veel, "VEEL", 2)
    monkeypatch.setattr(veel.os, "cpu_count", lambda: 2)
    own: list[int] = []

    class Counting:
        identiteit = ploeg.identiteit

        def tag(self, share):
            own.append(len(share))
            return ploeg.tagger.tag(share)

    assert list(replace(ploeg, tagger=Counting()).tag(verhalen())) == alone
    assert own == [3], "a helper did the rest"


def test_when_a_helper_fails_its_share_is_tagged_here(ploeg, monkeypatch):
    alone = list(ploeg.tagger.tag(verhalen()))
    monkeypatch.setattr(veel, "VEEL", 2)
    monkeypatch.setattr(veel.os, "cpu_count", lambda: 3)
    real = subprocess.Popen

    def failing(_command, **options):
        return real([sys.executable, "-c", "raise SystemExit(3)"], **options)

    monkeypatch.setattr(veel.subprocess, "Popen", failing)
    assert list(ploeg.tag(verhalen())) == alone


def test_who_stops_listening_leaves_no_helper_behind(ploeg, monkeypatch):
    monkeypatch.setattr(veel, "VEEL", 2)
    monkeypatch.setattr(veel.os, "cpu_count", lambda: 2)
    started: list[subprocess.Popen] = []
    real = subprocess.Popen

    def noting(*args, **options):
        started.append(real(*args, **options))
        return started[-1]

    monkeypatch.setattr(veel.subprocess, "Popen", noting)
    tagging = ploeg.tag(verhalen())
    next(tagging)
    tagging.close()
    assert [process.poll() is not None for process in started] == [True]


def test_nothing_and_a_few_need_no_helper(ploeg, monkeypatch):
    monkeypatch.setattr(veel.subprocess, "Popen", None)
    assert list(ploeg.tag([])) == []
    assert len(list(ploeg.tag(verhalen()))) == len(ZINNEN)
