"""Documents to texts: damaged files, hostile files, and speed.

    python benchmarks/documents.py damaged [--cases NUMBER] [--seed NUMBER]
    python benchmarks/documents.py hostile
    python benchmarks/documents.py speed

`damaged` changes documents at random and counts what becomes of each: a text, a clear
error, a process that its limits ended (which `read_document` reports as a clear error),
or any other exception, of which there should be none. `hostile` gives seconds and the
peaks of memory of the caller and of the process that reads. `speed` gives megabytes of
text for a second of processor time, the start of the process included.
"""

import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click
import docx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from document_toys import (
    PARAGRAPHS,
    docx_document,
    html_document,
    pdf_document,
    tcvn3,
    vni,
    windows_1258,
    written,
)

from coding import documents, extract

TEXT = "\n".join(PARAGRAPHS).lower()
MAKERS: dict[str, Callable[[Path], Path]] = {
    "docx": docx_document,
    "html": html_document,
    "pdf": pdf_document,
    "txt": lambda path: written(path, TEXT.encode()),
    "txt, TCVN3": lambda path: written(path, tcvn3(TEXT).encode("latin-1")),
    "txt, VNI": lambda path: written(path, vni(TEXT).encode("latin-1")),
    "txt, 1258": lambda path: written(path, windows_1258(TEXT)),
}
PARTS = [
    b"<p>",
    b"</div>",
    b"<table><tr><td>",
    b"<!--",
    b"\0",
    b"\xff\xfe",
    b"endobj\n",
]
ZIP_ITSELF = 0.2  # share of packages that are changed as a whole
STROKE = b"0 0 m 1 1 l S\n"
SECONDS = 20  # for one damaged document
OUTCOMES = {0: "a text", 1: "a clear error", 2: "ANOTHER EXCEPTION"}


def changed(content: bytes, chance: random.Random) -> bytes:
    """The content after some random edits."""
    edited = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        start = chance.randrange(len(edited) + 1)
        end = min(start + chance.choice([1, 1, 2, 8, 64, 512]), len(edited))
        piece = edited[start:end]
        edited[start:end] = chance.choice(
            [
                b"",
                *(piece * 2, piece * 50, piece[::-1]),
                chance.randbytes(len(piece)),
                chance.choice(PARTS),
            ]
        )
    return bytes(edited) or b"\0"


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A changed document; in a package a part is changed, as the sums of a zip hold."""
    if not content.startswith(b"PK") or chance.random() < ZIP_ITSELF:
        return changed(content, chance)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        names = old.namelist()
        chosen = chance.choice([name for name in names if name.endswith(".xml")])
        with zipfile.ZipFile(target, "w") as new:
            for name in names:
                part = old.read(name)
                new.writestr(name, changed(part, chance) if name == chosen else part)
    return target.getvalue()


def outcome(path: Path) -> str:
    """What becomes of a document, read in a fork of this process with its limits."""
    child = os.fork()
    if child == 0:
        status = 2
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            documents.read_document(path)
            status = 0
        except documents.DocumentError as error:
            status = 1 if "\n" not in str(error) else 2
        except BaseException:
            traceback.print_exc()
        os._exit(status)
    _, code = os.waitpid(child, 0)
    if os.WIFSIGNALED(code):
        return f"ended by signal {os.WTERMSIG(code)}"
    return OUTCOMES[os.WEXITSTATUS(code)]


@click.group()
def main() -> None:
    """Measure how documents become texts."""


@main.command("damaged")
@click.option("--cases", default=2000, help="Of each format.")
@click.option("--seed", default=1)
def damaged_documents(cases: int, seed: int) -> None:
    """Count what becomes of documents changed at random."""
    documents.extract_within_limits = extract.extract
    with tempfile.TemporaryDirectory() as folder:
        for form, make in MAKERS.items():
            chance = random.Random(seed)
            name = f"a.{form[:4].strip(',')}"
            content = make(Path(folder, name)).read_bytes()
            documents.read_document(Path(folder, name))  # imports what it needs
            counts = Counter(
                outcome(written(Path(folder, f"b{name}"), damaged(content, chance)))
                for _ in range(cases)
            )
            click.echo(f"{form:11} {dict(counts.most_common())}")


def packed(**parts: bytes) -> bytes:
    """A zip with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("_", "/") + ".xml", part)
    return target.getvalue()


def pdf_with(stream: bytes) -> bytes:
    """A PDF of one page with this packed content."""
    head = f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode()
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj" + head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )


def long_document() -> bytes:
    """A Word document of a million paragraphs."""
    with tempfile.TemporaryDirectory() as folder:
        content = docx_document(Path(folder, "a.docx")).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    start, mark, end = parts["word/document.xml"].partition(b"<w:p>")
    paragraph = b"<w:p><w:r><w:t>xa</w:t></w:r></w:p>"
    parts["word/document.xml"] = start + paragraph * 10**6 + mark + end
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


LINE = TEXT.replace("\n", " ").encode()
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a.docx: 1 GB of zeros": lambda: packed(word_document=b"0" * 10**9),
    "a.docx: a million paragraphs": long_document,
    "a.pdf: 1 GB of zeros": lambda: pdf_with(zlib.compress(b"0" * 10**9)),
    "a.pdf: 400 MB of strokes": lambda: pdf_with(zlib.compress(STROKE * 3 * 10**7)),
    "a.html: 20 MB of open tags": lambda: b"<html>" + b"<div>" * 4 * 10**6,
    "a.html: 20 MB of list items": lambda: b"<html><ul>" + b"<li>xa" * 3 * 10**6,
    "a.html: 20 MB in one line": lambda: b"<html><p>" + LINE * 30000,
    "a.txt: 12 MB of text": lambda: (LINE + b"\n") * 16000,
    "a.txt: 12 MB in one line": lambda: LINE * 16000,
    "a.txt: 6 MB in broken lines": lambda: LINE.replace(b", ", b",\n") * 8000,
    "a.txt: 20 MB of random bytes": lambda: random.Random(1).randbytes(2 * 10**7),
    "a.txt: 20 MB of blank lines": lambda: b"\n" * 2 * 10**7,
    "a.txt: 300 MB": lambda: b"a" * 3 * 10**8,
}


@main.command()
def hostile() -> None:
    """Give seconds, peak of memory, and the answer for hostile files."""
    with tempfile.TemporaryDirectory() as folder:
        for name in HOSTILE:
            path = Path(folder, name.partition(":")[0])
            click.echo(f"{name:30}", nl=False)
            sys.stdout.flush()
            for words in (["make", name], ["one"]):  # each with a memory of its own
                subprocess.run([sys.executable, __file__, *words, path], check=True)


@main.command()
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
def make(name: str, path: Path) -> None:
    """Write a hostile file."""
    written(path, HOSTILE[name]())


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
def one(path: Path) -> None:
    """Read one document; give its seconds, peak of memory, and the answer."""
    start = time.perf_counter()
    try:
        answer = f"{len(documents.read_document(path).text)} characters"
    except documents.DocumentError as error:
        answer = str(error).partition(": ")[2]
    seconds = time.perf_counter() - start
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    here, child = (resource.getrusage(each).ru_maxrss / 1000 for each in who)
    click.echo(f"{seconds:6.1f} s  {here:5.0f} and {child:5.0f} MB  {answer}")


def long_pdf() -> bytes:
    """A PDF of three hundred pages."""
    with tempfile.TemporaryDirectory() as folder:
        return pdf_document(Path(folder, "a.pdf"), pages=300).read_bytes()


def long_docx() -> bytes:
    """A Word document of six thousand paragraphs."""
    document = docx.Document()
    for text in PARAGRAPHS * 1000:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


LONG: dict[str, Callable[[], bytes]] = {
    "long.txt": lambda: (TEXT + "\n").encode() * 2000,
    "vni.txt": lambda: vni(TEXT + "\n").encode("latin-1") * 2000,
    "long.html": lambda: b"<html>" + (b"<p>" + LINE) * 2000,
    "long.docx": long_docx,
    "long.pdf": long_pdf,
}


@main.command()
def speed() -> None:
    """Give seconds of processor time for a short document, and megabytes a second."""
    with tempfile.TemporaryDirectory() as folder:
        for form, make in MAKERS.items():
            path = make(Path(folder, f"a.{form[:4].strip(',')}"))
            size, seconds = timed(path)
            click.echo(f"{form:11} {seconds:.2f} s, {size} bytes of text")
        for name, long in LONG.items():
            size, seconds = timed(written(Path(folder, name), long()))
            click.echo(f"{name:11} {size / 1e6 / seconds:.2f} MB/s, {size} bytes")


def timed(path: Path) -> tuple[int, float]:
    """The bytes of the text of a document, and the processor time that it took."""
    start = sum(os.times()[:4])
    size = len(documents.read_document(path).text.encode())
    return size, sum(os.times()[:4]) - start


if __name__ == "__main__":
    main()
