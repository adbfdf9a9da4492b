"""Record keeping for a citizen-reception desk (tiếp công dân)."""

__version__ = "0.2.0"

import os

ROOT = os.path.dirname(__file__)  # where data/ and locale/ lie
