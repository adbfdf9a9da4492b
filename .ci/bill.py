"""The bill of materials of an environment (CycloneDX, JSON), and a warning of what is known against its parts.

`python .ci/bill.py TOOLS PYTHON OUT` with the `bin` folders' `cyclonedx-py` and `pip-audit` in TOOLS, the interpreter
of the environment, and the file to write. It fails where the bill cannot be made, or leaves out what the environment
holds. An advisory never fails it: what was sound when it was written would be red on another day.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 180  # seconds for the audit: its data may lie where nothing answers
_LISTED = (
    "import importlib.metadata as m, json, sysconfig;"
    "print(json.dumps([sysconfig.get_path('purelib'),"
    " {d.metadata['Name']: d.version for d in m.distributions()}]))"
)


def installed(python: str) -> tuple[str, dict[str, str]]:
    """Ask an interpreter where its packages lie, and for their names and versions."""
    told = subprocess.run([python, "-c", _LISTED], check=True, capture_output=True, text=True).stdout
    place, found = json.loads(told)
    return place, {plain(name): version for name, version in found.items()}


def plain(name: str) -> str:
    """Spell the name of a package in the one way in which two are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bill(tools: Path, python: str, out: Path) -> dict[str, Any]:
    """Write the bill and give it."""
    subprocess.run(
        [tools / "cyclonedx-py", "environment", "--output-reproducible", "--of", "JSON", "-o", out, python], check=True
    )
    made: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return made


def left_out(made: dict[str, Any], found: dict[str, str]) -> list[str]:
    """Name what an environment holds and its bill does not, in that version."""
    told = {(plain(part["name"]), part.get("version")) for part in made.get("components", ())}
    return [f"{name} {version}" for name, version in sorted(found.items()) if (name, version) not in told]


def audit(tools: Path, place: str) -> list[str]:
    """Ask what is known against the packages in a folder; gives lines for the log, and never fails."""
    try:
        run = subprocess.run(
            [tools / "pip-audit", "--path", place, "--format", "json", "--progress-spinner", "off", "--timeout", "15"],
            check=False, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [f"NOT AUDITED: no answer within {PATIENCE} seconds"]
    except OSError as fault:
        return [_unreached(str(fault))]
    try:
        return advisories(json.loads(run.stdout)["dependencies"])
    except (ValueError, LookupError, TypeError) as fault:
        return [_unreached((run.stderr.strip().splitlines() or [str(fault)])[-1])]


def advisories(parts: list[dict[str, Any]]) -> list[str]:
    """Tell what an audit found: a line for each advisory, and one for all; raises what a malformed answer raises."""
    asked = sum("vulns" in part for part in parts)  # one without data is "not found" to it, and no failure
    if not asked:
        return [_unreached(f"{len(parts)} packages not found there")]
    told = [
        f"WARNING: {part['name']} {part['version']}: {flaw['id']},"
        f" put right in {', '.join(flaw['fix_versions']) or 'no version'}"
        for part in parts
        for flaw in part.get("vulns", ())
    ]
    rest = f"; {len(parts) - asked} others were not found there" if asked < len(parts) else ""
    return [*told, f"{asked} packages were asked about, {len(told)} advisories are known{rest}"]


def _unreached(why: str) -> str:
    return f"NOT AUDITED: the data of pip-audit could not be reached ({why[:300]})"


def main() -> None:
    """Make the bill, hold it against the environment, and audit it."""
    tools, python, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    place, found = installed(python)
    made = bill(tools, python, out)
    if gone := left_out(made, found):
        sys.exit("the bill of materials leaves out: " + ", ".join(gone))
    print(f"{made['bomFormat']} {made['specVersion']}: {len(made['components'])} components in {out.name}")
    print("\n".join(audit(tools, place)))


if __name__ == "__main__":
    main()
