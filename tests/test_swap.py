"""Outputs are swapped in whole, or not at all."""

import os
from pathlib import Path

import pytest

from pipeline.problems import PipelineError
from pipeline.swap import clear_leftovers, only_one, swap_in


def test_files_are_replaced_whole_and_nothing_is_left_beside(tmp_path: Path):
    (tmp_path / "a.html").write_bytes(b"oud")
    swap_in(tmp_path, {"a.html": b"nieuw", "export/b.csv": b"1"})
    assert (tmp_path / "a.html").read_bytes() == b"nieuw"
    assert (tmp_path / "export" / "b.csv").read_bytes() == b"1"
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", "export"}


def test_when_writing_fails_every_old_output_stays(tmp_path: Path, monkeypatch):
    (tmp_path / "a.html").write_bytes(b"oud")
    real = os.fsync
    calls = []

    def full_disk(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(PipelineError, match="heel gebleven"):
        swap_in(tmp_path, {"a.html": b"nieuw", "b.html": b"nieuw"})
    assert (tmp_path / "a.html").read_bytes() == b"oud"
    assert {path.name for path in tmp_path.iterdir()} == {"a.html"}


def test_an_output_that_cannot_be_replaced_is_a_clear_message(tmp_path: Path):
    (tmp_path / "a.html").mkdir()
    (tmp_path / "a.html" / "open").touch()
    with pytest.raises(PipelineError, match="heel gebleven"):
        swap_in(tmp_path, {"a.html": b"nieuw"})


def test_what_a_killed_pass_left_is_removed(tmp_path: Path):
    (tmp_path / ".nieuw-abc").mkdir()
    (tmp_path / ".nieuw-abc" / "half.pdf").write_bytes(b"%PDF")
    clear_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_second_pass_waits_for_the_first_and_then_says_so(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("pipeline.swap._WAIT_SECONDS", 0.1)
    with (
        only_one(tmp_path),
        pytest.raises(PipelineError, match="al een andere"),
        only_one(tmp_path),
    ):
        pass
    with only_one(tmp_path):
        pass
