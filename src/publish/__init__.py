"""Executed notebooks become pages, a site around them, and downloads.

`page`            an executed notebook as a page that needs no network
`svg_links`       links and labels within a figure
`network_widget`  a network that a reader can search and move
`catalogue`       the list of every report in one language
`site`            the pages around the reports
`downloads`       tables, figures and networks in other formats
"""
