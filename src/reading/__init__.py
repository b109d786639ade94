"""Vietnamese figures, dates, periods and instruments, read as they are printed.

- `wording`: spellings made one for matching; qualifiers; numbers in words and Roman.
- `figures`: one printed figure to its value, by its role.
- `instruments`, `quantities`, `periods`: what stands where in a text.
- `exclusions`: what looks like a figure and is none.
- `files`: texts in, three CSV files out.
"""
