"""The rooms of the package, from the top: each imports only from those below it.

`__main__`   the command line
`verify`     every span read again from its text
`explore`    tables to sort and networks to choose, in JupyterLab only
`explain`    one fact or thing with all that is known of it; its citation
`show`       tables and figures as a reader sees them, with their evidence
`measures`   tables to tidy tables, each figure beside the facts it comes from
`audit`      what the texts say against each other, rule by rule
`gate`       what may be compared with what, and every refusal by name
`networks`   tables to graphs, graphs to tables
`charts`     tidy tables and graphs onto Axes
`findings`   tidy tables to sentences, in each language
`tables`     the only place that reads data/: one frozen `Study`
`checks`     what the rows must keep; every problem names file, line and column
`cells`      the rows of one table, each cell typed and checked
`dictionary` what each table and column is, read from data/datapackage.json
`rows`       the rows of tables as dictionaries, and the one index of them
`bounds`     arithmetic of bounds
`words`      words and figures in the two languages of a report
`allowed_values` the keys that a parameter of a notebook may have
`addresses`  where a claim or a thing is told of: its page, its reference on a mark

The rooms of one layer do not know each other; they meet in a notebook.
"""
