"""How fast texts are read: megabytes a second, and repeated shapes up to a megabyte.

    python benchmarks/reading_speed.py FOLDER [--most BYTES]

FOLDER holds texts of the genre (*.txt); they are repeated to 1 MB. Of each shape the
exponent is that of the time against the size: 1 is linear, 2 is quadratic.
"""

import argparse
import math
import time
from pathlib import Path

import click

from reading.instruments import instruments
from reading.periods import periods
from reading.quantities import quantities

MEGABYTE = 10**6
SHAPES = {
    "symbol and blanks": ("Nghị quyết số 06-NQ/TU", " "),
    "type and blanks": ("Nghị quyết", " "),
    "types": ("", "nghị quyết "),
    "types and words": ("", "nghị quyết của tỉnh "),
    "số": ("nghị quyết ", "số "),
    "list of numbers": ("Nghị quyết số ", "12, "),
    "list of symbols": ("Quyết định ", "12-QĐ/TW, "),
    "list with và": ("Kết luận 12", " và 13"),
    "number with letters": ("Quyết định 12", "-QĐ"),
    "digits": ("", "7"),
    "numbers": ("", "1 "),
    "grouped digits": ("1", ".111"),
    "decimals": ("1", ",1"),
    "thousands": ("1 ", "tỷ "),
    "number words": ("", "hai "),
    "approximate words": ("", "ba bốn "),
    "units": ("5", "/người"),
    "ranges": ("5", "-6"),
    "ratios": ("5", "/6"),
    "percent": ("", "5% "),
    "years": ("năm 2020", ", 2021"),
    "year ranges": ("", "2020-2025 "),
    "period and blanks": ("nhiệm kỳ", " "),
    "date and blanks": ("ngày 5", " "),
    "dates": ("", "5/6/2021 "),
    "ordinals": ("khóa 1", ", 2"),
    "list numbers": ("", "1."),
    "letters": ("", "a"),
    "capitals": ("12-", "A"),
    "mailbox": ("", "a@"),
    "commas": ("Nghị quyết 5", ","),
    "brackets": ("Nghị quyết 5", "("),
    "lines": ("", "\n"),
    "qualifiers": ("", "hơn gần "),
    "noun": ("5 ", "xã "),
    "shares": ("", "14 trong tổng số "),
    "words and blanks": ("ba", " "),
    "number and blanks": ("5", " "),
    "counters": ("", "tổng số truy cập: "),
    "plenums": ("", "nghị quyết trung ương "),
    "terms": ("Nghị quyết trung ương 4 khóa XI", ", XII"),
    "continued": ("Kế hoạch số 04", " và số 05"),
    "tones": ("", "uỷ "),
}


def seconds(text: str) -> float:
    """Seconds of processor time to read a text whole."""
    start = time.process_time()
    try:
        for read in (instruments, quantities, periods):
            list(read(text))
    except ValueError:
        pass  # refused: what counts is that it was in time
    return time.process_time() - start


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=MEGABYTE)
    given = parser.parse_args()
    paths = sorted(given.folder.glob("*.txt"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    text = (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]
    took = seconds(text)
    click.echo(
        f"texts: 1,000,000 characters in {took:.2f} s, {1 / took:.2f} million a second"
    )
    for name, (head, part) in SHAPES.items():
        small, large = (
            (head + part * (size // len(part)))[:size]
            for size in (given.most // 4, given.most)
        )
        first, last = seconds(small), seconds(large)
        exponent = math.log(max(last, 1e-3) / max(first, 1e-3), 4)
        click.echo(f"{name:22} {first:7.2f} s {last:7.2f} s   exponent {exponent:.2f}")


if __name__ == "__main__":
    main()
