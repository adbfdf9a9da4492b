"""Record keeping for a citizen-reception desk (tiếp công dân)."""

__version__ = "0.1.1"
