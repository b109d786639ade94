"""Vietnamese figures, dates, periods and instruments, parsed as they are printed.

The study uses `figures` to check each coded figure against the passage it was read
from. The rest serves whoever prepares to code a text: it lists candidates with their
places. No statement enters the tables by pattern; a person reads every passage.

- `wording`: one spelling for matching; qualifiers; numbers in words and Roman numerals.
- `figures`: the value of one printed figure, by its role.
- `instruments`, `quantities`, `periods`: candidates of each kind in a text.
- `exclusions`: the numerals of a text that are no quantities, and their role.
- `numerals`: every figure of a text, with its role.
- `sentences`: where each sentence of a text begins and ends.
- `files`: texts to three CSV files, a thousand in one go.
- `atomic`: files written whole, one or several, or left as they were.
"""
