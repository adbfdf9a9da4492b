"""Every total of every verb has a word for people: a sheet that cannot name one would not be written."""

import pytest

from reception_cli.cli import answers
from reception_cli.cli.verbs import VERBS
from reception_cli.events.configuration import FACTS
from reception_cli.output import titles
from reception_cli.reporting import settings

NAMED = sorted({key for kinds in answers._TOTALS.values() for keys in kinds for key in keys})


@pytest.mark.parametrize("key", NAMED)
def test_every_total_has_a_word(key: str) -> None:
    assert titles.total(key) not in ("", key) or key in titles.TOTALS


@pytest.mark.parametrize("verb", sorted(set(titles._ANSWERS)))
def test_a_title_belongs_to_a_verb(verb: str) -> None:
    assert verb in VERBS


def test_every_setting_of_the_unit_says_what_it_means() -> None:
    assert set(FACTS) <= set(settings.MEANINGS)
