"""Hatchling's build hook: a wheel, and an editable install, carry the compiled facts and catalogues."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from compile_data import bring_up_to_date


class CompileData(BuildHookInterface[BuilderConfig]):
    """Compiles before the files of the package are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the build take in what git ignores."""
        root = Path(self.root)
        compiled = bring_up_to_date(root / "src" / "reception_cli")
        build_data["artifacts"] += [path.relative_to(root).as_posix() for path in compiled]
