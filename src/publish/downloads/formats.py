"""What readers can download, in which formats and under which names.

Pages take their links from here, and the modules that write files their endings: a
new format is an entry here and the function that writes it. The page of a report has
its notebook, and its networks as `<report>.graphml` and `.gexf`, beside it.
"""

FOLDER = "downloads"  # in the folder of the reports
DATASET = f"{FOLDER}/data"
REPLICATION_PACKAGE = "replication.zip"

# the stem of a file, and the ending of each of its formats with the format's name
REPORT = {"pdf": "PDF", "docx": "Word"}  # report.pdf …
TABLES = {"xlsx": "Excel"}  # tables.xlsx, all tables of a report
FIGURE = {"svg": "SVG", "pdf": "PDF", "png": "PNG"}  # figure-1.svg …
NETWORK = {"graphml": "GraphML", "gexf": "GEXF"}

MIME_TYPES = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "svg": "image/svg+xml",
    "table": "application/vnd.dataresource+json",
}


def address(report: str, stem: str, ending: str) -> str:
    """Return the path of a file of a report from the folder of the reports.

    Examples
    --------
    >>> address("02_coverage__en", "figure-1", "pdf")
    'downloads/02_coverage__en/figure-1.pdf'
    """
    return f"{FOLDER}/{report}/{stem}.{ending}"
