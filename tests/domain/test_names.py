"""Names: which are accepted, how they are kept, and when two people would be taken for one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import JOINER, display_name, distinct, initials, keepable, length, one_line, same_name_key
from app.errors import Rejected
from tests.domain.chance import MODESTLY, any_text, name_text

FAMILY = '👨\u200d👩\u200d👧'
PILOT = '👩🏽\u200d🚀'
RAINBOW = '🏳️\u200d🌈'


def accepted(text):
    """The name, if it is one."""
    try:
        return display_name(text)
    except Rejected:
        return None


@pytest.mark.parametrize('name', [
    'Bo', "Sean O'Neil-Smith Jr.", 'D’Arcy', 'x_1', '007', 'Zoë', '张伟', 'さくら', 'שרה', 'أحمد', 'अनिता', '한글',
    'Ωmega', f'Bo {FAMILY}', f'Bo{PILOT}', f'{RAINBOW}Bo', 'Bo 5️⃣', 'B❤️', 50 * 'W'])
def test_names_of_any_script_are_kept_as_they_are(name):
    assert display_name(name) == name


@pytest.mark.parametrize(('typed', 'kept'), [
    ('  Ana  ', 'Ana'), ('Ana \t  Maria', 'Ana Maria'), ('Ana\r\nMaria', 'Ana Maria'), ('Ana\u3000Maria', 'Ana Maria'),
    ('Ame\u0301lie', 'Amélie'), ('e\u200b\u0301va', 'éva')])
def test_spaces_and_accents_are_brought_into_one_form(typed, kept):
    assert display_name(typed) == kept


@pytest.mark.parametrize('unseen', [
    '\0', '\x07', '\x7f', '\x9f', '\u00ad', '\u034f', '\u061c', '\u115f', '\u200b', '\u200c', '\u200d',
    '\u200e', '\u202a', '\u202e', '\u2060', '\u2066', '\u2069', '\u2800', '\u3164', '\uffa0', '\ufeff',
    '\ue000', '\ud800', '\U000e0041'])
def test_what_cannot_be_seen_is_taken_out_of_a_name(unseen):
    assert display_name(f'{unseen}A{unseen}na{unseen}') == 'Ana'


def test_a_joiner_stays_only_where_it_holds_an_emoji_together():
    assert display_name(f'A\u200dna {FAMILY}\u200d') == f'Ana {FAMILY}'
    assert display_name('Bo 👨\u200d\u200d👩') == 'Bo 👨👩'


@pytest.mark.parametrize('name', [
    '<img src=x onerror=alert(1)>', 'Ana/Bo', 'Ana "the hammer"', "Ana'; DROP TABLE seat", 'ana@example.com',
    'Ana & Bo', 'Ana, Bo', '*Ana*', '`Ana`', 'Ana^', '=1+1', 'Ana|Bo', '{"a": 1}', 'Ana\x1b[31m', 'Ana\\Bo',
    '$Ana', '100 %', 'a=b'])
def test_other_punctuation_is_refused(name):
    with pytest.raises(Rejected, match='letters, digits, spaces, emoji'):
        display_name(name)


@pytest.mark.parametrize(('name', 'count'), [
    ('', 0), ('Bo', 2), ('Zoe\u0308', 3), ('नि', 1), (FAMILY, 1), (PILOT, 1), (RAINBOW, 1), ('❤️', 1), ('5️⃣', 1),
    ('👍🏽', 1), (f'Bo {FAMILY}', 4), ('🇩🇪', 1), ('Z' + 30 * '\u0301', 1)])
def test_a_name_is_as_long_as_a_person_would_count(name, count):
    assert length(name) == count


@pytest.mark.parametrize('name', ['', ' ', 'B', ' B ', 'B\u0301', '5️⃣', '\u200bB\u200b', 51 * 'W', 'Bo' + 49 * FAMILY,
                                  '\u3164\u3164'])
def test_a_name_has_two_to_fifty_characters(name):
    with pytest.raises(Rejected, match='2 to 50 characters'):
        display_name(name)


@pytest.mark.parametrize(('name', 'is_kept'), [
    ('A' + FAMILY, True), (25 * 'W' + 25 * 'e\u0301', True), ('xq' + 198 * '\u0301', True),
    ('xq' + 199 * '\u0301', False), ('A' + 40 * FAMILY, False)])
def test_marks_count_for_nothing_up_to_two_hundred_code_points(name, is_kept):
    assert (accepted(name) is not None) is is_kept


@pytest.mark.parametrize('name', ['--', '. .', "''", '🦊🦊', f'{FAMILY}{FAMILY}', '\u0301\u0301 \u0301\u0301 -_'])
def test_a_name_needs_a_letter_or_digit(name):
    with pytest.raises(Rejected):
        display_name(name)


def test_a_refusal_names_the_field_it_is_about():
    with pytest.raises(Rejected) as refused:
        display_name('x', 'guest')
    assert (refused.value.field, refused.value.code) == ('guest', 'people.name')


@pytest.mark.parametrize(('name', 'taken', 'result'), [
    ('Ana', [], 'Ana'), ('Ana', ['Bo'], 'Ana'), ('Ana', ['Ana'], 'Ana 2'), ('ANA', ['Ana'], 'ANA 2'),
    ('Ａｎａ', ['Ana'], 'Ａｎａ 2'), ('Ana', ['Ana', 'ana 2', 'Ana 4'], 'Ana 3'), ('Straße', ['STRASSE'], 'Straße 2'),
    ('ﬁona', ['Fiona'], 'ﬁona 2'), ('Ana\ufe0f', ['Ana'], 'Ana\ufe0f 2'), ('Ana', ['Anà'], 'Ana')])
def test_equal_names_get_a_number(name, taken, result):
    assert distinct(name, frozenset(taken)) == result


@pytest.mark.parametrize(('name', 'letters'), [
    ('Ana', 'AN'), ('Ana Maria', 'AM'), ('ana maria lopes', 'AM'), ('jean-luc', 'JL'), ('Dr. No', 'DN'), ('a_b', 'AB'),
    ('X', 'X'), ('张伟', '张伟'), (f'{FAMILY} Fam', f'{FAMILY}F'), (f'{FAMILY}Fam', f'{FAMILY}F'),
    (f'Ana {PILOT}', f'A{PILOT}'), (f'{RAINBOW}{PILOT}', f'{RAINBOW}{PILOT}'), ('🇩🇪 Deutsch', '🇩🇪D'),
    ('🇩🇪🇫🇷', '🇩🇪🇫🇷'), ('👍🏽 Bo', '👍🏽B'), ('5️⃣ Ana', '5️⃣A'), ('Zoe\u0308', 'ZO'), ('o\u0308rn', 'O\u0308R')])
def test_initials_are_two_letters(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(('typed', 'line'), [
    ('  Sprint \n 12 ', 'Sprint 12'), ('a\0b\x1b[31m', 'ab[31m'), ('half \ud83d', 'half'), ('\u200b\u202e', ''),
    (' ', ''), ('می\u200cخواهم', 'می\u200cخواهم'), ('<b>', '<b>')])
def test_a_title_is_one_line_without_control_characters(typed, line):
    assert one_line(typed) == line


def test_line_breaks_and_tabs_of_a_longer_text_are_kept():
    assert keepable('Given\r\n\tone\0 thing\ud800') == 'Given\r\n\tone thing'


@MODESTLY
@given(name_text)
def test_a_kept_name_does_not_change_when_it_is_checked_again(text):
    name = accepted(text)
    assert name is None or display_name(name) == name


@MODESTLY
@given(st.one_of(name_text, any_text))
def test_no_kept_name_holds_anything_invisible(text):
    name = accepted(text) or 'Ana'
    kinds = {unicodedata.category(character) for character in name if character != JOINER}
    assert kinds.isdisjoint({'Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp'})
    assert name == ' '.join(name.split()) and 2 <= length(name) <= 50 and unicodedata.is_normalized('NFC', name)


@MODESTLY
@given(st.lists(st.one_of(any_text, st.sampled_from(['Ana', 'ANA', 'ana 2', 'Ａｎａ', 'Ana 3'])), max_size=12))
def test_people_who_come_one_after_another_never_share_a_name(texts):
    taken = []
    for text in texts:
        taken.append(distinct(text, frozenset(taken)))
    assert len({same_name_key(name) for name in taken}) == len(texts)
