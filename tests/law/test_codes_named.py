"""What a list tells of its codes when a word is none of them."""

import pytest

from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
from reception_cli.domain.errors import UsageFault
from reception_cli.law import codes


@pytest.mark.parametrize(("tongue", "told"), [("vi", "khiếu nại (kn), tố cáo (tc)"), ("en", "complaint (complaint)")])
def test_a_wrong_word_is_answered_with_what_may_be_typed(tongue: str, told: str) -> None:
    words.speak(tongue, LOCALE)
    with pytest.raises(UsageFault) as fault:
        codes.load("kind").find("xyz")
    assert told in fault.value.hint
    words.speak("en", LOCALE)
