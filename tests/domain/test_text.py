"""Text is stored in one form, found in any spelling, sorted as in Vietnam and never harms a terminal."""

import sqlite3
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.domain import text as model_text
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import MAX_FIELD, MAX_TEXT, clean, fold, nearest, shown, width, words
from reception_cli.index import schema

NFD_NAME = unicodedata.normalize("NFD", "Nguyễn Thị Đức")
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
STEERING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# what is stored never holds half a character
stored = st.text(st.characters(exclude_categories=["Cs"]))
vietnamese = st.text(VIETNAMESE + VIETNAMESE.upper() + " ")


# -- clean


def test_a_name_typed_in_either_unicode_form_is_stored_alike():
    assert NFD_NAME != "Nguyễn Thị Đức"
    assert clean(NFD_NAME, "name") == "Nguyễn Thị Đức" == clean("Nguyễn Thị Đức", "name")


@pytest.mark.parametrize("typed", [" Lê\tVăn\n An ", "Lê Văn An", "Lê\u00a0Văn\r\nAn\u3000"])
def test_a_single_line_field_has_single_blanks(typed):
    assert clean(typed, "name") == "Lê Văn An"


def test_a_long_text_keeps_its_inner_lines():
    assert clean(" \n a\n\n\tb  c \n", "content", lines=True) == "a\n\n\tb  c"


def test_steering_characters_are_kept_as_they_came():
    assert clean("a\x1b[31mb\u202ec\u200bd", "content", lines=True) == "a\x1b[31mb\u202ec\u200bd"


def test_nothing_but_blanks_is_empty():
    assert clean(" \t\n\u00a0", "name") == "" == clean(" \n", "content", lines=True)


def test_a_nul_is_refused_by_field_and_place_without_the_value():
    with pytest.raises(UsageFault) as fault:
        clean("bí\0mật", "Name")
    assert "Name" in fault.value.message and "U+0000" in fault.value.message
    assert "place 3" in fault.value.message
    assert "mật" not in fault.value.message + fault.value.hint


@pytest.mark.parametrize("half", ["\ud83d", "\udce1", "\udfff"])
@pytest.mark.parametrize("lines", [True, False])
def test_half_a_character_is_refused_by_its_number(half, lines):
    with pytest.raises(UsageFault) as fault:
        clean(f"x{half}mật", "Name", lines=lines)
    assert f"U+{ord(half):04X}" in fault.value.message
    assert "mật" not in fault.value.message and half not in fault.value.message


@pytest.mark.parametrize(("most", "lines"), [(MAX_FIELD, False), (MAX_TEXT, True)])
def test_a_field_may_be_full_but_not_over_full(most, lines):
    assert len(clean("ế" * most, "Field", lines=lines)) == most
    with pytest.raises(UsageFault) as fault:
        clean("x" * (most + 1), "Field", lines=lines)
    assert str(most) in fault.value.message and str(most + 1) in fault.value.message


def test_the_length_is_counted_after_composing():
    apart = unicodedata.normalize("NFD", "ệ" * MAX_FIELD)
    assert len(apart) == 3 * MAX_FIELD
    assert len(clean(apart, "Name")) == MAX_FIELD


def test_a_field_may_have_a_limit_of_its_own():
    assert clean("1234", "Number", 4) == "1234"
    with pytest.raises(UsageFault, match="at most 4"):
        clean("12345", "Number", 4)


def test_piled_up_marks_are_refused_at_once_instead_of_sorted_for_minutes():
    begun = time.process_time()
    with pytest.raises(UsageFault, match="marks on one letter"):
        clean("a" + "\u0301\u0323" * 200_000, "Content", lines=True)
    assert time.process_time() - begun < 2


def test_a_hundred_marks_on_one_letter_are_still_text():
    assert clean("a" + "\u0301" * 100 + "b", "Content", lines=True)
    with pytest.raises(UsageFault):
        clean("a" + "\u0301" * 101 + "b", "Content", lines=True)


@given(stored.filter(lambda text: "\0" not in text), st.booleans())
def test_cleaning_twice_changes_nothing_more(text, lines):
    once = clean(text, "x", MAX_TEXT, lines=lines)
    assert clean(once, "x", MAX_TEXT, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)


# -- fold and words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Đức", "nguyen thi duc"),
        (NFD_NAME, "nguyen thi duc"),
        ("NGUYỄN  THỊ\tĐỨC ", "nguyen thi duc"),
        ("Ðường", "duong"),  # capital eth, typed for Đ
        ("Thăng Bình, tổ 5", "thang binh, to 5"),
        ("  ASCII  Only\n", "ascii only"),
        ("Straße", "strasse"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_search_sees_neither_case_nor_marks(text, folded):
    assert fold(text) == folded


def test_every_vietnamese_letter_folds_to_one_plain_letter():
    plain = fold(VIETNAMESE)
    assert plain.isascii() and len(plain) == len(VIETNAMESE)
    assert fold(VIETNAMESE.upper()) == plain
    assert set(plain) == set("abcdeghiklmnopqrstuvxy")


@given(stored)
def test_any_unicode_form_folds_alike_and_folding_is_final(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(text):
    # ž forces the long way
    assert fold(text + "ž") == fold(text + "z")
    assert fold(text).split() == text.casefold().split()


def test_words_are_letters_and_digits_only():
    assert words("Đơn số 12/ĐKN-2026 (lần 2)") == ["don", "so", "12", "dkn", "2026", "lan", "2"]
    assert words("... --- !") == [] == words("")


# -- shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Lê Văn An [giải phóng]", "Lê Văn An [giải phóng]"),
        ("a\nb", "a⏎b"),
        ("a\tb", "a b"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("a\u202eb\u200b", "a\\u202eb\\u200b"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\U000e0041", "\\U000e0041"),
        ("\ue000", "\\ue000"),
        ("\ud800", "\\ud800"),
        ("\r\n", "\\x0d⏎"),
        ("a\u00a0b", "a\u00a0b"),
        ("", ""),
    ],
)
def test_what_steers_a_terminal_is_shown_as_an_escape(text, seen):
    assert shown(text) == seen


def test_no_character_gets_through_that_steers_or_hides():
    # planes 3 to 13 hold nothing yet
    everything = [chr(code) for code in (*range(0x30000), *range(0xE0000, 0xE0200), sys.maxunicode)]
    steering = "".join(char for char in everything if unicodedata.category(char) in STEERING)
    harmless = "".join(char for char in everything if unicodedata.category(char) not in STEERING)
    assert shown(harmless) == harmless
    assert not STEERING & {unicodedata.category(char) for char in set(shown(steering))}


@given(st.text())
def test_showing_twice_is_showing_once(text):
    assert shown(shown(text)) == shown(text)


# -- width


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("An", 2),
        ("Nguyễn", 6),
        (unicodedata.normalize("NFD", "Nguyễn"), 6),
        ("東京", 4),
        ("Ａ", 2),
        ("x\u0301\u0302", 1),
        ("a\nb\tc", 5),
        ("\x1b", 4),
        ("\u202e", 6),
        ("\u202eế", 7),
        ("", 0),
    ],
)
def test_width_counts_cells_of_what_is_shown(text, cells):
    assert width(text) == cells


# -- nearest


def test_a_slip_of_the_keys_finds_the_code_that_was_meant():
    kinds = ["complaint", "denunciation", "recommendation", "feedback"]
    assert nearest("compliant", kinds) == ["complaint"]
    assert nearest("FEEDBCK", kinds) == ["feedback"]
    assert nearest("zzz", kinds) == []


def test_a_suggestion_looks_past_marks_and_gives_the_choice_as_it_is_written():
    assert nearest("thang bin", ["Thăng Bình", "Điện Bàn"]) == ["Thăng Bình"]
    assert nearest("dien ban", ["Thăng Bình", "Điện Bàn"]) == ["Điện Bàn"]


def test_no_more_suggestions_than_asked_for_best_first():
    numbers = [f"2026-00{n}" for n in range(10, 60)]
    assert nearest("2026-0042", numbers)[0] == "2026-0042"
    assert len(nearest("2026-0042", numbers)) == 3
    assert len(nearest("2026-0042", numbers, 1)) == 1


def test_every_word_is_one_to_the_full_text_index_too():
    db = sqlite3.connect(":memory:")
    db.executescript(schema.layout((schema.WORDS,)))
    letters = (chr(code) for code in range(0x80, 0x20000) if not 0xD800 <= code < 0xE000)
    for word in {word for letter in letters for word in words(f"a{letter}b")}:
        db.execute("SELECT 1 FROM words WHERE words MATCH ?", (f'"{word}"*',)).fetchall()


def test_the_words_of_a_piece_are_the_same_however_often_and_however_long(monkeypatch):
    monkeypatch.setattr(model_text, "_MOST", 2)
    for _turn in range(2):
        assert words("Đất-đai, 2B  đất-đai") == ["dat", "dai", "2b", "dat", "dai"]
        assert words("Ấp" * 40 + " x") == ["ap" * 40, "x"]
    assert len(model_text._WORDS) <= 2 and all(len(piece) <= model_text._SHORT for piece in model_text._WORDS)
