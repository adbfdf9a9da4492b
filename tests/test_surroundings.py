"""The language is the one that was asked for, else the system's."""

import pytest

from reception_cli.app.environment import early, language, windows_language


@pytest.mark.parametrize(
    ("wish", "env", "config", "tongue"),
    [
        ("vi", {"RECEPTION_LANG": "en"}, "en", "vi"),
        (None, {"RECEPTION_LANG": "vi", "LANG": "en_US.UTF-8"}, "en", "vi"),
        (None, {"LANG": "en_US.UTF-8"}, "vi", "vi"),
        (None, {"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, "", "vi"),
        (None, {"LANG": "fr_FR.UTF-8"}, "", "en"),
    ],
)
def test_what_is_said_first_counts(wish: str | None, env: dict[str, str], config: str, tongue: str) -> None:
    assert language(wish, env, {"lang": config} if config else {}) == tongue


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("--lang vi list --lang en", "en"), ("--lang=vi list --lang=en", "en"), ("--lang en --lang=vi list", "vi"),
        ("list --lang vi", "vi"), ("--lang vi note 1 -- --lang en", "vi"), ("list --language en", None), ("list", None),
    ],
)  # fmt: skip
def test_of_an_option_that_is_typed_twice_the_last_counts(line: str, value: str | None) -> None:
    assert early(line.split(), "lang") == value


# Microsoft's language identifiers: Vietnamese in Viet Nam, and without a country; English, French, and nothing.
@pytest.mark.parametrize(
    ("code", "tongue"), [(0x042A, "vi"), (0x002A, "vi"), (0x0409, "en"), (0x040C, "en"), (0x2A00, "en"), (0, "en")]
)
def test_windows_names_its_language_by_a_number(code: int, tongue: str) -> None:
    assert windows_language(code) == tongue
