"""A document, as it is published, to its text.

- `reader`: a file to a document: text, title, date and author, and what was left out.
- `from_docx`, `from_html`, `from_pdf`: what a file of each format holds.
- `extract`: the same in a process of its own, within limits of time and memory.
- `encodings`: bytes to letters, in the usual encodings of Vietnamese.
- `lines`: lines to paragraphs, without what repeats on every page.
- `describe`: what a text says of itself: title, author, date.
"""
