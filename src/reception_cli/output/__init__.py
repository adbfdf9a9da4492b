"""How an answer looks: a `Table` as a screen, TSV, JSON, Markdown, a page, a workbook, a picture.

Decides nothing, counts nothing; a library for one form is imported by that form's writer only.
"""
