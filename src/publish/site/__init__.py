"""The site around the reports: what gathers everything said of a claim or a thing.

Rooms, from what all rest on:

`edition`   the site in one language: words, names, addresses, where a claim is used
`layout`    the frame of every page: title, ways out, search, language
`claims`    a page for every claim, and what the evidence at a glance is read from
`things`    a page for every instrument, committee, text, …, and the list of them all
`front`     the front page
`glossary`  concepts, dimensions and codes in both languages
`take`      the page of everything to take away
`search`    what the search looks through
`assets`    styles and scripts that all pages share
`pages`     every page of one language
`folder`    all of it, for `publish.steps` to write
"""
