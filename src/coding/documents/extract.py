"""What the readers of formats give, and their work in a process with limits.

A damaged or hostile file may make a parser run on, fill the memory or crash; so each is
read by a process of its own, which is given so many seconds and bytes, and prints an
`Extract` as JSON.
"""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

_ELSE = "save it again under another name, or copy its text into a .txt file"
SECONDS = 60
MOST_MEMORY = 1_500_000_000  # bytes of address space


class ExtractError(ValueError):
    """A document cannot be read; the message goes on from its name."""


@dataclass(frozen=True)
class Extract:
    """The text of a document as its format has it.

    `aside` counts what is not of the text, by kind; `properties` are what the format
    says of the document: `title`, `author`, `date` (ISO), `outlet`, `address`.
    """

    paragraphs: list[str]
    aside: dict[str, int] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def extract_within_limits(form: str, path: Path) -> Extract:
    """Read a document in a process with limits of time and memory.

    Raises
    ------
    ExtractError
        If the document cannot be read, or not within the limits.
    """
    code = "from coding.documents.extract import main; main()"
    command = [sys.executable, "-c", code, form, str(path.absolute())]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        msg = f"takes longer than {SECONDS} seconds to read: {_ELSE}"
        raise ExtractError(msg) from None
    try:
        result = json.loads(done.stdout)
    except ValueError:
        msg = f"cannot be read within {MOST_MEMORY // 10**6} MB of memory: {_ELSE}"
        raise ExtractError(msg) from None
    if "error" in result:
        raise ExtractError(result["error"])
    return Extract(**result)


def extract(form: str, path: Path) -> Extract:
    """Read a document in this process.

    Raises
    ------
    ExtractError
        If it cannot be read; nothing else but MemoryError.
    """
    try:
        return import_module(f"coding.documents.from_{form}").extract(path)  # type: ignore[no-any-return]
    except (ExtractError, MemoryError):
        raise
    except ModuleNotFoundError as error:
        advice = "install what coding needs: pip install -e '.[coding]'"
        msg = f"cannot be read without {error.name}: {advice}"
    except Exception as error:
        found = " ".join(f"{type(error).__name__}: {error}".split())[:80]
        msg = f"cannot be read as .{form}, it is damaged ({found}): {_ELSE}"
    raise ExtractError(msg)


def main() -> None:
    """Read the document that the command line names, within limits; print it."""
    with suppress(ImportError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    form, path = sys.argv[1:]
    try:
        result = asdict(extract(form, Path(path)))
    except ExtractError as error:
        result = {"error": str(error)}
    except MemoryError:
        return  # nothing printed says so
    sys.stdout.write(json.dumps(result))
