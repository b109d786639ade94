"""Executed notebooks become pages, a site around them, and downloads.

`preload`         what a warm process imports before it renders pages
`preload_tables`  imported with it on this study: its tables, read and checked
`plan_check`      what the site asks of a plan
`executed`        an executed notebook, read once for all that follow
`layout`          the frame of every page: title, navigation, language, search
`page`            the page of one report
`report_parts`    its tables, findings and downloads
`svg_links`       links and labels within a figure
`network_widget`  a network that a reader can search and move
`catalogue`       the list of every report in one language
`site`            the pages around the reports
`downloads`       tables, figures and networks in other formats
`steps`           all that follows the reports, each step only on a change
"""
