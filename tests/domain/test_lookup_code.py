"""A look-up code cannot be guessed, is read however it was typed, and a slip of the pen is found."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.domain import lookup_code
from reception_cli.domain.errors import UsageFault

letters = st.sampled_from(lookup_code.ALPHABET)
places = st.integers(0, lookup_code.LENGTH - 1)


@st.composite
def codes(draw):
    draw(st.just(0))
    return lookup_code.new()


def test_a_code_holds_at_least_sixty_random_bits_beside_its_check():
    assert math.log2(len(lookup_code.ALPHABET)) * (lookup_code.LENGTH - 1) >= 60


def test_a_thousand_codes_are_all_different_and_use_every_letter():
    made = {lookup_code.new() for _ in range(1000)}
    assert len(made) == 1000
    assert set("".join(made)) == set(lookup_code.ALPHABET)


def test_no_letter_is_mistaken_for_another():
    assert len(set(lookup_code.ALPHABET)) == len(lookup_code.ALPHABET)
    assert not set("01ILO") & set(lookup_code.ALPHABET)
    assert lookup_code.ALPHABET.upper() == lookup_code.ALPHABET


@given(codes(), st.sampled_from(["{}", " {} ", "\t{}\n"]), st.sampled_from(["-", " ", " - ", "–", "\u00a0", "."]))
def test_a_code_is_read_in_either_case_with_any_blanks_and_hyphens(code, around, between):
    parts = lookup_code.grouped(code).split("-")
    assert "".join(parts) == code and {len(part) for part in parts} == {5}
    for typed in (between.join(parts), between.join(parts).lower(), code, code.lower(), between.join(code)):
        assert lookup_code.read(around.format(typed)) == code


@given(codes(), places, letters)
def test_one_wrong_character_is_found(code, place, letter):
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong == code:
        return
    with pytest.raises(UsageFault):
        lookup_code.read(wrong)


@given(codes(), st.integers(0, lookup_code.LENGTH - 2))
def test_two_neighbours_that_changed_places_are_found(code, place):
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong == code:
        return
    with pytest.raises(UsageFault):
        lookup_code.read(wrong)


@given(codes(), places)
def test_what_is_wrong_is_told_without_what_was_typed(code, place):
    for wrong in (code[:place] + "0" + code[place + 1 :], code[:-1], code + code[0], "", "ß" * lookup_code.LENGTH):
        with pytest.raises(UsageFault) as fault:
            lookup_code.read(wrong)
        told = fault.value.message + fault.value.hint
        assert not wrong or wrong not in told
        assert code[:-2] not in told


def test_a_known_code_is_read_the_same_for_ever():
    # weights 2..15 over the places of the alphabet (A is 8): 8 x (2+...+15) = 8 x 119 = 952 = 30 x 31 + 22 -> 9 -> B
    assert lookup_code.read("aaaaa-aaaaa-aaaab") == "AAAAAAAAAAAAAAB"
