"""Run a command as somebody whom a file's mode binds, although the tests run as root."""

import inspect
import subprocess
import sys


def drop_rights() -> None:
    """Make this process root in name only: no right to override what a file's mode says."""
    import ctypes

    if ctypes.CDLL(None).geteuid() == 0:
        header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None).capset(header, none):
            raise SystemExit("the rights could not be dropped")


_BARE = f"""
import sys
{inspect.getsource(drop_rights)}
drop_rights()
from reception_cli.cli.main import main
main(sys.argv[1:])
"""


def without_rights(*argv: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user who has no right in any folder but by its mode."""
    return subprocess.run([sys.executable, "-c", _BARE, *argv], capture_output=True, text=True, check=False)
