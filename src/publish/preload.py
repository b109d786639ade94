"""Imported by the parent of the workers, which then share what this compiles."""

from publish import page

page.first_page()
