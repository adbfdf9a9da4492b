"""What is told, as a `Table`: lists, stories, terms, summaries, forms, the register, receipts.

Reads the register's view; does not know how an answer looks, and never writes.
"""
