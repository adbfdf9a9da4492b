"""What is typed: the group, options, filters, prompts, completion, the table of verbs and, in `commands`, the verbs.

A verb reads its options, asks the floors below and returns a `Table`; it prints nothing itself.
"""
