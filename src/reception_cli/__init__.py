"""Record keeping for a citizen-reception desk (tiếp công dân)."""

__version__ = "0.1.1"

import os

ROOT = os.path.dirname(__file__)  # where data/ and locale/ lie
