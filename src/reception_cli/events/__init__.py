"""What may happen, one kind of entry a declaration: its data, what must hold, what it changes, its name.

Pure: a request and the matter as it stands give drafts of entries, or a refusal with all reasons. Writes nothing.
"""
