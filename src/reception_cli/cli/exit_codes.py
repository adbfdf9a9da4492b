"""The exit codes: what each means, and which of them a verb can leave with. Read only for a help page."""

from reception_cli.domain.words import _, mark

EXIT_CODES = {  # exit code -> when a command leaves with it
    0: mark("done; an empty list is 0, a closed pipe too"),
    1: mark("failed"),
    2: mark("wrong usage, or a question that nobody can answer"),
    3: mark("no such incident, visit, unit or file"),
    4: mark("refused by a rule; all reasons at once"),
    5: mark("busy: another writer held the register longer than --lock-timeout"),
    6: mark("damaged or wrong data: verify, any answer from a damaged register, rejected rows, totals that differ"),
    7: mark("the disk, a permission or a server failed; nothing was recorded (`nightly`: of the part named)"),
    8: mark("recorded, only the answer could not be written: do not repeat the command"),
    10: mark("the condition that --exit-code asks for is true"),
    70: mark("a bug; the path of its trace is printed"),
    130: mark("interrupted; what was not acknowledged was not recorded"),
}
_SHORT = {  # those that a verb can leave with, at the end of its help
    0: mark("done"), 2: mark("wrong usage"), 3: mark("not found"), 4: mark("refused by a rule"), 5: mark("busy"),
    6: mark("damaged or wrong data"), 7: mark("disk or permission"), 8: mark("recorded, not answered"),
    10: mark("what --exit-code asks for"),
}  # fmt: skip
_OF_WRITERS = (4, 5, 8)
_CONDITION = 10


def exit_codes_of(writes: bool, asks: bool) -> str:
    """Name the exit codes of a verb in one paragraph; `writes`: it may record, `asks`: it takes --exit-code."""
    left_out = {*(() if writes else _OF_WRITERS), *(() if asks else (_CONDITION,))}
    told = ", ".join(f"{code} {_(text)}" for code, text in _SHORT.items() if code not in left_out)
    return _("Exit codes: {codes}. More: `reception help exit-codes`.").format(codes=told)


def exit_codes() -> list[tuple[str, str]]:
    """Give every exit code with its meaning."""
    return [(str(code), _(text)) for code, text in EXIT_CODES.items()]
