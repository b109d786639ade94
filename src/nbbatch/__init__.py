"""The batch: from the plan in `reports/reports.toml` to the pages in `reports/`.

Rooms, in the order in which a run passes through them:

`parameters`   what a notebook declares: names, types and defaults, read with `ast`
`keys_of_data` the keys that a parameter may take
`plan`         the plan file and its strict check, before any kernel starts
`prose`        the cells of one language
`task`         what a run gives to its workers and gets back
`workers`      the warm parent of a run, and the processes that make reports
`execute`      one report through papermill, in a worker process
`engine`       the engine of papermill that runs cells in a fork
`child`        that fork: IPython's kernel over a pipe
`cluster`      the same on the workers of a dask.distributed scheduler
`cluster_worker`  what such a worker does
`run`          the whole run: choose, execute, write, sum up
`reuse`        which reports must run, and why
`records`      what a finished report was made of
`input_watch`  what a notebook reads, watched from inside its kernel
`state`        what an output folder knows of its reports
`progress`     a bar, or lines
`failures`     the failure report as HTML, JSON and JUnit
`lab`          a working copy of the notebooks for JupyterLab
`refresh`      the stored outputs of the notebooks
"""
