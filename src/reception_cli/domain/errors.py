"""What can go wrong, as classes that carry the exit code and the stable key of the public contract."""

class ReceptionError(Exception):
    """A failure told to the user in one line: `message` says what is wrong, `hint` what to type next."""

    exit_code = 1
    key = "failed"

    def __init__(self, message: str, hint: str = "", **facts: object) -> None:
        """Keep `facts` for the JSON error object: machine-readable, never personal data."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = facts


class Bug(Exception):
    """A fault of our own; `__cause__` is the fault itself. No ReceptionError: nobody can be told what to type next."""

    def __init__(self, recorded: tuple[str, ...] = (), wrote: bool = False) -> None:
        """`recorded`: the numbers of what was recorded before it; `wrote`: whether anything else may have been."""
        super().__init__()
        self.recorded = recorded
        self.wrote = wrote


class UsageFault(ReceptionError):
    """Wrong usage, or a question that nobody can answer."""

    exit_code = 2
    key = "usage"


class NotFound(ReceptionError):
    """No such incident, visit, unit or file."""

    exit_code = 3
    key = "not_found"


class Refused(ReceptionError):
    """A rule refuses; `reasons` lists every reason at once."""

    exit_code = 4
    key = "refused"

    def __init__(self, message: str, reasons: tuple[str, ...] = (), hint: str = "", **facts: object) -> None:
        """Join all reasons below the message."""
        super().__init__("\n  ".join((message, *reasons)), hint, **facts)
        self.reasons = reasons


class Busy(ReceptionError):
    """Another writer held the register longer than the lock time-out."""

    exit_code = 5
    key = "busy"


class Damaged(ReceptionError):
    """The register, a bundle or a file holds damaged or wrong data."""

    exit_code = 6
    key = "damaged"


class Unwritable(ReceptionError):
    """The disk, a permission or a server failed; nothing was acknowledged."""

    exit_code = 7
    key = "unwritable"


class Unanswered(ReceptionError):
    """All is recorded; only the answer could not be written, so the command must not be repeated."""

    exit_code = 8
    key = "unanswered"
