"""What all pages share: styles and scripts, those of others from their packages."""

from importlib.util import find_spec
from pathlib import Path

TEMPLATES = Path(__file__).parents[1] / "templates"
D3 = Path("js") / "d3.v5.min.js"  # in the package mpld3, which carries it
SHARED = ("style.css", "evidence.js", "network.js", "site.css", "search.js")


def files() -> dict[str, str | bytes]:
    """The shared files by name."""
    paths = [TEMPLATES / name for name in SHARED]
    found = {f"assets/{path.name}": path.read_bytes() for path in paths}
    return {**found, "assets/d3.min.js": (_package("mpld3") / D3).read_bytes()}


def _package(name: str) -> Path:
    """The folder of a package, which is not imported: that would take a second.

    Raises
    ------
    FileNotFoundError
        If it is not installed.
    """
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        msg = f"the package {name} is not installed; `make env` installs it"
        raise FileNotFoundError(msg)
    return Path(spec.origin).parent
