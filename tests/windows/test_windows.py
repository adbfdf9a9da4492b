"""What is different on Windows, as far as it can be told without one: names, held files, pipes, terminals."""

import ast
import errno
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from reception_cli import ROOT
from reception_cli.app import environment
from reception_cli.cli.errors import system_fault
from reception_cli.domain import numbers
from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.index import desk_folder
from reception_cli.ledger import files

# -- names. As Microsoft lists them under "Naming Files, Paths, and Namespaces".
DEVICES = ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))]
UNFIT = [*DEVICES, "con", "Nul", "aux.thang-binh", "NUL.x", "a.", "TB..", ".", ".."]


@pytest.mark.parametrize("code", UNFIT)
def test_no_unit_has_a_code_that_windows_has_no_folder_for(code: str) -> None:
    assert not numbers.fits(code)


@pytest.mark.parametrize("code", ["TB", "tb", "CONG", "NULL", "COM", "COM10", "a.b", "Xã-3", "console"])
def test_a_code_that_only_looks_like_one_may_be_used(code: str) -> None:
    assert numbers.fits(code)


@pytest.mark.parametrize("code", ["CON", "nul.x", "a."])
def test_such_a_code_is_refused_wherever_a_unit_is_named(desk: Any, tmp_path: Path, code: str) -> None:
    empty = type(desk)(tmp_path / "new", desk._read)
    told = [empty.fails(2, "init", "--unit", code)]
    assert not (tmp_path / "new").exists()
    register = tmp_path / "register.csv"
    register.write_text("x", encoding="utf-8")
    told.append(desk.fails(2, "consolidate", f"{code}={register}"))
    expected = tmp_path / "units.csv"
    expected.write_text(f"unit,name\n{code},X\n", encoding="utf-8")
    told.append(desk.fails(6, "consolidate", "--expect", str(expected)))
    told.append(desk.fails(6, "units", "import", str(_tree(tmp_path, code))))
    told.append(desk.run("units", "add", code, "--name", "x", "--level", "commune").err)
    assert all("cannot be the code of a unit" in one for one in told), told
    assert not (desk.folder / "units").exists()


def _tree(folder: Path, code: str) -> Path:
    file = folder / "tree.csv"
    file.write_text(f"code,name,level\n{code},X,commune\n", encoding="utf-8")
    return file


def test_a_unit_is_refused_whose_code_differs_in_capitals_alone_from_one_that_is_here(
    desk: Any, registers: Path
) -> None:
    assert desk.run("consolidate", f"QS={registers}/thang-binh-2024-9m.csv", "--accept", "totals,days,people").code == 0
    told = desk.run("consolidate", f"qs={registers}/thang-binh-2024-9m.csv", "--accept", "totals,days,people")
    assert told.code != 0 or "QS" in told.out, told
    assert [path.name for path in (desk.folder / "units").iterdir() if path.is_dir()] == ["QS"]


@pytest.mark.parametrize(
    "path",
    [
        "C:\\so\\a:b", "so:2025", "D:\\x?y", "x*", "so|2", 'so"2"', "C:\\NUL\\desk", "desk\\con.json", "a\\b.\\c",
        "a \\b",        "\\\\?\\C:\\a:b", "C:/so/aux/desk", "a\tb",
    ],
)  # fmt: skip
def test_a_path_that_windows_cannot_have_is_told_before_anything_is_made(path: str) -> None:
    assert files.refused_by_windows(path)
    with pytest.raises(UsageFault, match="cannot be used"):
        environment.refuse_impossible(path, windows=True)
    environment.refuse_impossible(path, windows=False)  # elsewhere it is a name like any other


@pytest.mark.parametrize(
    "path",
    [
        "C:\\Sổ tiếp dân\\2025", "\\\\?\\C:\\Users\\lan\\desk", "\\\\server\\share\\desk", "..\\desk", "C:", ".",
        "desk", "\\\\?\\UNC\\server\\share\\desk", "C:/Users/lan/.reception", "C:\\",
    ],
)  # fmt: skip
def test_a_path_that_windows_has_is_let_through(path: str) -> None:
    assert files.refused_by_windows(path) == ""


@pytest.mark.parametrize(
    ("path", "far"),
    [
        ("\\\\server\\share\\desk", True), ("//server/share/desk", True), ("\\\\?\\UNC\\server\\share", True),
        ("\\\\?\\unc\\server\\share", True), ("\\\\?\\C:\\desk", False), ("\\\\.\\C:\\desk", False),
        ("C:\\desk", False),
    ],
)  # fmt: skip
def test_a_long_path_of_this_machine_is_no_network_drive(path: str, far: bool) -> None:
    assert files.is_share(path) == far


def test_no_folder_is_made_on_a_network_drive_that_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/desk {tmp_path} nfs4 rw 0 0\n")
    habits = desk_folder.Habits()
    habits.mounts = str(mounts)
    folder = desk_folder.Folder(str(tmp_path / "new" / "desk"), habits)
    with pytest.raises(Unwritable, match="network drive"):
        folder.begin([], desk_folder.NOBODY)
    assert not (tmp_path / "new").exists()


# -- files that another program holds for a moment


class Held:
    """An action that Windows refuses some times."""

    def __init__(self, times: int, code: int) -> None:
        self.left, self.code, self.done = times, code, 0

    def __call__(self, *_paths: str) -> None:
        self.done += 1
        if self.left:
            self.left -= 1
            fault = PermissionError(errno.EACCES, "held", "file")
            fault.winerror = self.code  # type: ignore[attr-defined,unused-ignore]
            raise fault


@pytest.mark.parametrize("code", [5, 32, 33])  # access denied, sharing violation, lock violation
def test_what_is_held_for_a_moment_is_tried_again(code: int) -> None:
    held = Held(3, code)
    files.patiently(held, "file")
    assert held.done == 4


def test_what_is_refused_for_good_is_not_tried_again() -> None:
    held = Held(1, 19)  # write protected
    with pytest.raises(PermissionError):
        files.patiently(held, "file")
    assert held.done == 1


def test_what_stays_held_is_told_in_the_end() -> None:
    held = Held(1000, 32)
    with pytest.raises(PermissionError):
        files.patiently(held, "file")
    assert 10 < held.done < 1000


class Shut:
    """A file that cannot be opened for some times: the C library of Windows says EACCES, whatever the reason."""

    def __init__(self, times: int) -> None:
        self.left, self.done = times, 0

    def __call__(self) -> int:
        self.done += 1
        if self.done <= self.left:
            raise PermissionError(errno.EACCES, "Permission denied", "file")
        return 7


@pytest.mark.parametrize("writing", [True, False])
def test_a_file_that_another_program_holds_is_opened_when_it_lets_go(tmp_path: Path, writing: bool) -> None:
    (tmp_path / "file").touch()
    shut = Shut(3)
    assert files.patiently(shut, str(tmp_path / "file"), writing, windows=True) == 7
    assert shut.done == 4


@pytest.mark.parametrize("windows", [True, False])
def test_a_file_that_is_read_only_is_refused_at_once(tmp_path: Path, windows: bool) -> None:
    """Elsewhere a permission is never a matter of waiting."""
    file = tmp_path / "file"
    if not windows:
        file.touch()
    shut = Shut(3)  # to be written; where there is none, `access` says what it says of one that is read-only
    with pytest.raises(PermissionError):
        files.patiently(shut, str(file), True, windows=windows)
    assert shut.done == 1


def test_a_folder_that_is_opened_as_a_file_is_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        files.patiently(Shut(3), str(tmp_path), False, windows=True)


TAKING_AWAY = {"replace", "rename", "renames", "unlink", "remove", "rmtree", "move"}


def test_files_are_replaced_and_removed_in_one_place_alone() -> None:
    """So that whatever another program holds is tried again, whoever wants it gone."""
    found = []
    for file in Path(ROOT).rglob("*.py"):
        if file.relative_to(ROOT).as_posix() == "ledger/files.py":
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in TAKING_AWAY:
                module = call.func.value
                if isinstance(module, ast.Name) and module.id in ("os", "shutil"):
                    found.append(f"{file.name}:{call.lineno} {module.id}.{call.func.attr}")
    assert found == []


# -- faults of the system


def test_a_pipe_that_nobody_reads_is_success_as_windows_says_it() -> None:
    fault = OSError(errno.EINVAL, "Invalid argument")
    assert isinstance(system_fault(fault, answering=True, windows=True), BrokenPipeError)
    assert isinstance(system_fault(fault, answering=True, windows=False), Unwritable)
    assert isinstance(system_fault(fault, answering=False, windows=True), Unwritable)


def test_a_fault_of_the_system_names_the_file_that_it_is_about() -> None:
    told = system_fault(PermissionError(errno.EACCES, "Permission denied", "/srv/so.xlsx"), answering=True)
    assert isinstance(told, Unwritable)
    assert told.message == "'/srv/so.xlsx' cannot be used: Permission denied."
    told = system_fault(OSError(errno.EIO, "Input/output error"), answering=False)
    assert isinstance(told, Unwritable) and "output could not" not in told.message


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that can be opened and not read")
def test_a_file_that_cannot_be_read_is_not_told_as_an_output_that_cannot_be_written(desk: Any) -> None:
    told = desk.run("units", "import", "/proc/self/mem")
    assert told.code in (2, 3, 6, 7) and "The output could not be written" not in told.err, told


def test_a_configuration_folder_that_cannot_be_is_told_in_one_line(desk: Any, capfd: Any) -> None:
    from reception_cli.cli.main import run

    code = run(["--db", "x" * 5000, "list"])
    err = capfd.readouterr().err
    assert code == 2 and "cannot be used" in err and "Traceback" not in err


# -- terminals


class Stream:
    """A stream that says of itself whether it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.skipif(os.name == "nt", reason="there the console itself is asked")
def test_a_dumb_terminal_gets_no_colours() -> None:
    assert environment.takes_colors(Stream(True), {"TERM": "xterm-256color"})
    assert environment.takes_colors(Stream(True), {})
    assert not environment.takes_colors(Stream(True), {"TERM": "dumb"})


@pytest.mark.skipif(os.name != "nt", reason="NUL is a device of Windows")
def test_nobody_sits_at_nul() -> None:
    with open("NUL") as nul:
        assert nul.isatty() and not environment.is_terminal(nul)


def test_the_modules_of_windows_are_loaded_on_windows_alone(desk: Any) -> None:
    import subprocess

    code = "import sys, json; from reception_cli.cli.main import run; run(sys.argv[1:])"
    code += "; print(json.dumps([m for m in ('ctypes', 'msvcrt', 'ntpath') if m in sys.modules]))"
    argv = [sys.executable, "-c", code, "--db", str(desk.folder), "list", "-q"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == ([] if os.name != "nt" else ["ctypes", "msvcrt", "ntpath"])
