"""Run a plan of parameterised notebooks; it knows notebooks, and nothing of a study.

Rooms, in the order in which a run passes through them:

`hooks`        what a study tells the runner: allowed values, data, what to render
`notebook`     cells, tags, languages and declared parameters of a notebook
`plan`         the plan file and its check, before any kernel starts
`plan_file`    the plan file as it is written
`task`         what a run gives to its workers and gets back
`workers`      the warm parent of a run, and the processes that make reports
`execute`      one report through papermill, in a worker process
`engine`       the engine of papermill that runs cells in a fork
`child`        that fork: IPython's kernel over a pipe
`cluster`      the same on the workers of a dask.distributed scheduler
`run`          the whole run: choose, execute, write, sum up
`cache`        what each output was made from, and whether that has changed
`hashes`       hashes of files, packages and settings
`inputs`       what the cells of a report read, seen from inside their process
`summary`      what a run did, for a terminal and as JSON
`lab`          a working copy of the notebooks for JupyterLab
`refresh`      the stored outputs of the notebooks
"""
