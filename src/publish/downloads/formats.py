"""What readers can download, in which formats and under which names.

Pages take their links from here, and the modules that write files their endings: a
new format is an entry here and the function that writes it. The page of a report has
its notebook, and its networks as `<report>.graphml` and `.gexf`, beside it.
"""

from collections.abc import Mapping

FOLDER = "downloads"  # in the folder of the reports
DATASET = f"{FOLDER}/data"
REPLICATION_PACKAGE = "replication.zip"

# the stem of a file, and the ending of each of its formats with the format's name
REPORT = {"pdf": "PDF", "docx": "Word"}  # report.pdf …
TABLES = {"xlsx": "Excel"}  # tables.xlsx, all tables of a report
FIGURE = {"svg": "SVG", "pdf": "PDF", "png": "PNG"}  # figure-1.svg …
NETWORK = {"graphml": "GraphML", "gexf": "GEXF"}


def addresses(report: str, stem: str, endings: Mapping[str, str]) -> dict[str, str]:
    """Return the path of a file of a report by the name of each of its formats.

    Examples
    --------
    >>> addresses("02_methods__en", "tables", TABLES)
    {'Excel': 'downloads/02_methods__en/tables.xlsx'}
    """
    folder = f"{FOLDER}/{report}"
    return {name: f"{folder}/{stem}.{ending}" for ending, name in endings.items()}
