"""Looking after a register: verify, the check of the cards, backup, restore, rewriting, redaction, salvage.

Nothing is repaired before it was reported; nothing recorded is lost without being kept aside.
"""
