"""Write the JSON Schemas of the verbs' answers: `python .ci/answers.py`; a test holds the files equal to these."""

import tempfile

from compile_data import PACKAGE
from schemas import written

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.cli import answers

FOLDER = PACKAGE / "data" / "schema" / "answers"


def texts() -> dict[str, str]:
    """Build the text of every file, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Settings(folder, "", "", "2026-01-01T00:00:00+07:00"), print)
        return {f"{name}.json": written(schema) for name, schema in answers.every(desk)}


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
