"""The study: tables, what is counted from them, drawn and said, and their evidence.

Modules and folders from the top; each imports only from those below it:

`__main__`   the command line
`verify`     every span read again from its text, and what is not coded yet
`explore`    tables to sort and networks to choose, in JupyterLab only
`explain`    everything the data record about one key; how sources are cited
`show`       tables and charts as a reader sees them, with their evidence
`measures`   tables to tidy tables, each figure beside the facts it comes from
`audit`      consistency of the texts with each other, rule by rule
`gate`       what may be compared with what, and every refusal by name
`networks`   tables to graphs, graphs to tables
`charts`     tidy tables and graphs onto Axes
`findings`   tidy tables to sentences, in each language
`argument`   findings about this collection, each with its checks evaluated
`grounds`    whether a comparison of facts holds, within the bounds of their figures
`tables`     load data/ as one frozen `Study`; nothing else reads it
`labels`     the labels of keys in the language of a report
`checks`     rules across tables; every problem names file, line and column
`stated`     findings and open questions of our own, checked against the rows
`cells`      the rows of one table, each cell typed and checked
`datapackage`  the dictionary, read from data/datapackage.json and checked
`dictionary` what each table and column is
`rows`       rows as dictionaries, and the one index of them by their cells
`bounds`     arithmetic of figures known only within bounds
`words`      phrases and figures in the two languages of a report
`advice`     what to do about a problem: the nearest key, what a spreadsheet broke
`served`     which figure of a text is which column of a fact
`addresses`  where the site shows a statement or an entity
`allowed_values`  the keys that a parameter may have; the state of files of data

Siblings do not import each other; they meet in a notebook.

An evening's reading, in this order: `tables.py`, `dictionary.py`, `bounds.py`; one
study: `measures/devices.py`, `charts/matrix.py`, `findings/devices.py`; and how it is
shown: `show/study.py`.
"""
