"""Entries on the disk: the append-only file, its chain, lock, head notes, recovery and audit.

Knows bytes and the chain, not visits, law or SQL.
"""
