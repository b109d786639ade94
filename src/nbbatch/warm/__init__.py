"""Warm kernels: Jupyter kernels forked from one process that has imported already.

Named `warm-provisioner` among Jupyter's kernel provisioners, so papermill, nbclient,
nbval, nbconvert and JupyterLab use it unchanged, kernelspec and all, with
`JUPYTER_DEFAULT_PROVISIONER_NAME=warm-provisioner` in the environment.

`choice`       whether a run uses them
`provisioner`  in the client: asks for a kernel, and starts a normal one wherever a
               warm one cannot be had (no Linux, another interpreter, no private folder)
`address`      where the parent of the kernels listens, who may use it, how it starts
`parent`       that process: it imports, listens, forks, reports how kernels end
`own`          in the parent: this package, given to kernels module by module
`ready`        in the client: no waiting once the kernel is ready
`kernel`       a fork that becomes a kernel

A kernel is a fresh process with the environment, folder, limits and streams of the
client that asked for it; the parent itself never runs a cell. It serves one user, one
interpreter, one import-time environment and one control group, on a socket that only
that user can reach. It ends when it has been idle for a minute (or as many seconds as
`ANALYSIS_WARM_IDLE` says), or when a file that it imported has changed, of this package
too; the kernels it has left go on. It has read the tables once; a kernel uses them if
they are still the same.

One message each way, and one more at the end: the client sends a length, a JSON
object (`argv`, `cwd`, `env`, `umask`, `limits`, `nice`, `affinity`) and its stdout and
stderr; it gets a line `{"pid": ...}` when the kernel has bound its ports, or
`{"refused": ...}`, and later `{"exit": ...}`. Closing the connection ends the kernel.
"""
