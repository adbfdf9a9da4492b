"""Run a command as somebody whom a file's mode binds, although the tests run as root."""

import subprocess
import sys

_BARE = """
import ctypes, sys
if ctypes.CDLL(None).geteuid() == 0:  # root in name only: no right to override what a file's mode says
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None).capset(header, none):
        raise SystemExit("the rights could not be dropped")
from reception_cli.cli.main import main
main(sys.argv[1:])
"""


def without_rights(*argv: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user who has no right in any folder but by its mode."""
    return subprocess.run([sys.executable, "-c", _BARE, *argv], capture_output=True, text=True, check=False)
