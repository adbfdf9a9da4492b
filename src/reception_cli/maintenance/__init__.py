"""Looking after a register: verify, backup, restore, rewriting, redaction, salvage.

Nothing is repaired before it was reported; nothing recorded is lost without being kept aside.
"""
