"""Everything that readers download, in formats that other programs read.

`formats`   which files there are: the one list, for pages and for the writers
`tables`    tables as Excel, with a codebook and the sources
`networks`  a network as GraphML and GEXF
`figures`   a figure as SVG, PDF and PNG
`report`    a whole report as PDF and as Word
`build`     the downloads of all reports, in several processes
`stata`     a table of the data set as a Stata file
`refi`      the codes as a REFI-QDA codebook
`dataset`   the data set: CSV, Stata, Excel, BibTeX, CSL, codes
`crate`     the replication package, an RO-Crate
"""
