"""Write zip archives whose bytes depend on their files alone."""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
FILE_MODE, PROGRAM_MODE = 0o100644, 0o100755


def zip_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of `files` by name, in their order, without times.

    Files that begin with `#!` are executable once unpacked.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode counts
            mode = PROGRAM_MODE if content.startswith(b"#!") else FILE_MODE
            entry.external_attr = mode << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
