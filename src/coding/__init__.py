"""From a text to rows of the tables: sheets of coding, proposals, and acceptance.

A sheet is a folder, `coding/<source_id>/<coder>/`, with one CSV for each table of which
a person codes rows. In it a fact is given by a quote; ids, spans, printed words, links
of figures and order are derived. Only accepted rows go into the data.

- `new`: a project of one's own, with empty tables.
- `imports`: documents into a project.
- `documents`: a document to its text: .txt, .docx, .pdf, .html.
- `layout`: which tables and columns a sheet has, as the dictionary says.
- `quotes`: a quote to its place in the text, and back.
- `texts`, `recorded`: the texts of a project, and what its tables hold already.
- `files`: the CSV files of a sheet, also as a spreadsheet saves them.
- `sheet`, `history`: rows, changes, undo.
- `choices`, `serving`: keys to choose from; which facts a figure serves.
- `problems`: the rows of a sheet against the dictionary.
- `remaining`: what of a text is still open.
- `proposals`, from `citations`, `amounts` and `cues`: candidates, for a person to
  accept, change or reject.
- `derive`, `accept`: from a sheet to the tables of data/, in one step or not at all.
- `locking`, `agreement`, `reliability`: two sheets on one text, coded without sight of
  each other.
"""
