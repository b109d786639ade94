"""Files in one zip archive; the same files give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE, RUNNABLE = 0o100644, 0o100755


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of `files` by name, in the order given, without times.

    What begins with `#!` may be run once it is unpacked.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # where rights mean something
            mode = RUNNABLE if content.startswith(b"#!") else READABLE
            entry.external_attr = mode << 16
            made.writestr(entry, content)
    return out.getvalue()
