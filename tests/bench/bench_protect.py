"""How long finding personal data takes: a plain story, and texts made to be slow.

Run by hand: `python tests/bench/bench_protect.py`.
"""

from __future__ import annotations

import time

from pipeline.codebook import load
from pipeline.protect.detect import detect
from pipeline.workspace import default_path

CODEBOEK, _ = load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")
STORY = "Fatima komt al drie jaar in het buurthuis. Bel 06-12345678 voor tien uur. " * 14
HOSTILE = ("1", "12 34 ", "A", "A. ", "a@", "Kerkstraat 1 ", "Jan ", "NL91ABNA", "van de ", "(")


def seconds(text: str) -> float:
    """CPU seconds to read a text."""
    start = time.process_time()
    detect(text, CODEBOEK)
    return time.process_time() - start


def main() -> None:
    """Print milliseconds a story, and for each hostile text the time at 25 and at 100 kB."""
    print(f"laden: {seconds('Zuid'):.2f} s")
    print(f"een verhaal van 180 woorden: {1000 * min(seconds(STORY) for _ in range(5)):.1f} ms")
    for part in HOSTILE:
        text = part * (100_000 // len(part))
        print(f"{part!r:16} {seconds(text[: len(text) // 4]):.2f} s {seconds(text):.2f} s")


if __name__ == "__main__":
    main()
