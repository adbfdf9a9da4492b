"""Print the lowest versions that pyproject.toml allows, as constraints for pip: `python .ci/lowest.py`."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
BOUND = re.compile(r"([\w-]+)>=([\w.]+)")


def lowest() -> dict[str, str]:
    """Give the lowest version allowed of each package that the project, its build or an extra needs."""
    told = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    project = told["project"]
    asked = [told["build-system"]["requires"], project["dependencies"], *project["optional-dependencies"].values()]
    pins: dict[str, str] = {}
    for requirement in (each for group in asked for each in group):
        bound = BOUND.fullmatch(requirement)
        if bound and pins.setdefault(bound[1], bound[2]) != bound[2]:
            raise SystemExit(f"{bound[1]}: {pins[bound[1]]} in one place, {bound[2]} in another")
        if not bound and not requirement.startswith(project["name"] + "["):
            raise SystemExit(f"{requirement}: expected NAME>=VERSION")
    return pins


if __name__ == "__main__":
    for name, version in lowest().items():
        print(f"{name}=={version}")
