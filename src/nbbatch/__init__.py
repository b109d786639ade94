"""The batch: from the plan in `reports/reports.toml` to the pages in `reports/`.

Rooms, in the order in which a run passes through them:

`parameters`   what a notebook declares: names, types and defaults, read with `ast`
`keys_of_data` the keys that a parameter may take
`plan`         the plan file and its strict check, before any kernel starts
`prose`        the cells of one language
`task`         what a run gives to its workers and gets back
`execute`      one report through papermill, in a worker process
`engine`       what papermill executes it with
`worker`       a process that makes one report after another
`pool`         these processes
`cluster`      the same on the workers of a dask.distributed scheduler
`cluster_worker`  what such a worker does
`run`          the whole run: choose, execute, write, sum up
`reuse`        which reports must run, and why
`records`      what a finished report was made of
`input_watch`  what a notebook reads, watched from inside its kernel
`state`        what an output folder knows of its reports
`progress`     a bar, or lines
`warm`         kernels forked from a process that has imported already
`failures`     the failure report as HTML, JSON and JUnit
`lab`          a working copy of the notebooks for JupyterLab
`refresh`      the stored outputs of the notebooks
"""
