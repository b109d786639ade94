"""Executed notebooks become pages, a site around them, and downloads.

`executed`        an executed notebook, read once for all that follow
`report_parts`    tables, findings and downloads of a report, as its page shows them
`layout`          the frame of every page
`page`            an executed notebook as a page that needs no network
`svg_links`       links and labels within a figure
`network_widget`  a network that a reader can search and move
`catalogue`       the list of every report in one language
`site`            the pages around the reports
`preload`         what a warm process imports before it makes pages
`plan_check`      what the front page of the plan may name
`steps`           what is written around the reports, and when it must be again
`downloads`       tables, figures and networks in other formats
"""
