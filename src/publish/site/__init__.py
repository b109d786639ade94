"""The site around the reports: every statement in its text, every entity in a register.

From what all rest on:

`context`     the site in one language: phrases, addresses, where a statement is used
`statements`  the page of each text, and the evidence behind a number
`entities`    registers of instruments, committees, …, and the index of them all
`front`       the front page
`lists`       the glossary, and the files of the data set
`search`      what the search looks through
`full_texts`  the pages of texts with whole sentences, for who has the texts
`build`       all of it, for `publish.steps` to write
"""
