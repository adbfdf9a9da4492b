"""What may happen, one kind of entry a declaration: its data, what must hold, what it changes, its name.

To add a kind: a `Kind` among the `KINDS` of its family's module, its name in `registry.FAMILIES`, its words in the
catalogue, `python .ci/schemas.py`. `since` is the next format where earlier versions of the program do not know it.

Pure: a request and the matter as it stands give drafts of entries, or a refusal with all reasons. Writes nothing.
"""
