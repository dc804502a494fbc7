"""Numbers as spreadsheets of many countries write them; what a mark means is decided for a whole column."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.seasons.importing.book import Doubt

DOT, COMMA = '.', ','
MARKS: Final = {DOT: 'full stop', COMMA: 'comma'}
GAPS: Final = dict.fromkeys(map(ord, '   \u2009\u2007\'’_'))  # that keep thousands apart
MINUS: Final = str.maketrans('−–—﹣－', '-----')
CURRENCIES: Final = '€$£¥₹₩₺₽₪฿₫₱₦¢￥'
WORDED: Final = re.compile(r'^(?:[A-Z]{3}|Rs\.?|kr\.?|zł|Kč|Fr\.?)(?=[\s\d(+-])|(?<=[\d)\s])(?:[A-Z]{3}|kr\.?|zł|Kč)$')
SCALES: Final = {'k': 3, 'K': 3, 'm': 6, 'M': 6}
BODY: Final = re.compile(r'\d[\d.,]*|[.,]\d+')
GROUPED: Final = {mark: re.compile(rf'\d{{1,3}}(?:{re.escape(mark)}\d\d\d)+|\d{{1,2}}(?:{re.escape(mark)}\d\d)+'
                                   rf'{re.escape(mark)}\d\d\d') for mark in (DOT, COMMA)}
EMPTY: Final = frozenset({'-', '–', '—', 'na', 'n/a', 'n.a.', 'none', 'null', 'nil'})
ERRORS: Final = frozenset({'#n/a', '#ref!', '#value!', '#div/0!', '#name?', '#null!', '#num!', '#spill!'})
APART: Final = re.compile(r'\d[ \u00a0\u202f\u2009]\d')
THREES: Final = re.compile(r'\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d*)?')
SIMPLE: Final = re.compile(r'-?\d{1,15}(?:\.\d{1,6})?')
PROVEN: Final = re.compile(r'-?(?:\d{1,15}\.(?:\d\d?|\d{4,6})|\d{4,15}\.\d{3}|0\.\d{3})')
WHOLE: Final = re.compile(r'-?\d{1,15}')
MOST_DIGITS: Final = 17


@dataclass(frozen=True, slots=True)
class Form:
    """A text taken apart: sign, digits with their marks, powers of ten, and whether it is a percentage."""
    body: str
    is_negative: bool = False
    scale: int = 0
    is_percent: bool = False


@dataclass(frozen=True)
class Decimals:
    """How the numbers of a column are written: `mark` is empty where nobody can know; `refusal` where they contradict
    each other.
    """
    mark: str = DOT
    doubt: Doubt | None = None
    refusal: str = ''


class NoNumber(Exception):
    """Why a text is none, in words."""


def form_of(text: str) -> Form:
    """Raises NoNumber."""
    told = ' '.join(text.split()).translate(MINUS).strip()
    _demand_number(text, told)
    is_negative, told = _unsigned(_bare(told))
    is_percent = told.endswith('%')
    told = _bare(told.removesuffix('%').strip())
    other, told = _unsigned(told)
    scale = SCALES.get(told[-1:], 0) if told[-2:-1].isdigit() else 0
    parts = told[:-1] if scale else told
    body = parts.translate(GAPS)
    if not BODY.fullmatch(body) or (APART.search(parts) and not THREES.fullmatch(parts)):
        raise NoNumber(f'“{_cut(text)}” is not a number.')
    return Form(body, is_negative != other, scale, is_percent)


def decide(key: str, texts: Iterable[str], answer: str = '') -> Decimals:
    """From all the different texts of a column; `answer` is the mark somebody said."""
    if answer in MARKS:
        return Decimals(answer)
    proofs: dict[str, str] = {}
    open_texts = []
    for text in texts:
        if WHOLE.fullmatch(text):
            continue
        if PROVEN.fullmatch(text):
            proofs.setdefault(DOT, text)
            continue
        try:
            form = form_of(text)
        except NoNumber:
            continue
        mark = proven(form.body)
        if mark:
            proofs.setdefault(mark, text)
        elif mark is None:
            open_texts.append(text)
    return _decided(key, proofs, open_texts)


def number(text: str, mark: str) -> Decimal:
    """With the column's decimal mark. Raises NoNumber."""
    if mark == DOT and SIMPLE.fullmatch(text):
        return Decimal(text)
    form = form_of(text)
    value = Decimal(_unmarked(form.body, mark, text)).scaleb(form.scale)
    if len(value.as_tuple().digits) > MOST_DIGITS:
        raise NoNumber(f'“{_cut(text)}” has more than {MOST_DIGITS} digits.')
    return -value if form.is_negative else value


def readings(text: str) -> Mapping[str, Decimal]:
    """What a text is with each of the marks, where it is anything."""
    found = {}
    for mark in MARKS:
        try:
            found[mark] = number(text, mark)
        except NoNumber:
            continue
    return found


def proven(body: str) -> str | None:
    """The decimal mark these digits prove; empty where they have no mark; None where both could be."""
    dots, commas = body.count(DOT), body.count(COMMA)
    if not dots and not commas:
        return ''
    if dots and commas:
        return DOT if body.rindex(DOT) > body.rindex(COMMA) else COMMA
    mark, count = (DOT, dots) if dots else (COMMA, commas)
    other = COMMA if mark == DOT else DOT
    if count > 1:
        return other
    before, _, after = body.partition(mark)
    return None if len(after) == 3 and 0 < len(before) <= 3 and before.strip('0') else mark


def _decided(key: str, proofs: Mapping[str, str], open_texts: list[str]) -> Decimals:
    if len(proofs) > 1:
        return Decimals('', refusal=f'The column has two decimal marks: “{proofs[DOT]}” and “{proofs[COMMA]}” cannot '
                                    'both be right. Export it again from where it comes from.')
    if proofs or not open_texts:
        return Decimals(next(iter(proofs), DOT))
    mark = DOT if any(DOT in text for text in open_texts) else COMMA
    other = COMMA if mark == DOT else DOT
    name = MARKS[mark]
    return Decimals('', Doubt(f'decimals:{key}', f'In “{_cut(open_texts[0])}” the {name} can mean thousands or '
                              'decimals.', ((other, f'{name.capitalize()} means thousands'),
                                            (mark, f'{name.capitalize()} means decimals'))))


def _unmarked(body: str, mark: str, text: str) -> str:
    other = COMMA if mark == DOT else DOT
    whole, _, fraction = body.partition(mark)
    if mark in fraction or other in fraction:
        raise NoNumber(f'“{_cut(text)}” has two decimal marks.')
    if other in whole and not GROUPED[other].fullmatch(whole):
        raise NoNumber(f'“{_cut(text)}” has a {MARKS[other]} where no thousands end.')
    return f'{whole.replace(other, "") or "0"}.{fraction}' if fraction else whole.replace(other, '') or '0'


def _unsigned(told: str) -> tuple[bool, str]:
    """Minus before or behind, or brackets as accountants write them."""
    if told.startswith('(') and told.endswith(')'):
        return True, told[1:-1].strip()
    if told.startswith('-') or told.endswith('-'):
        return True, told.strip('-').strip() if told.count('-') == 1 else told
    return False, told.removeprefix('+').strip()


def _bare(told: str) -> str:
    """Without marks of currencies."""
    return WORDED.sub('', told.strip(CURRENCIES + ' ')).strip(CURRENCIES + ' ')


def _demand_number(text: str, told: str) -> None:
    plain = told.casefold()
    if plain in ERRORS:
        raise NoNumber(f'“{_cut(text)}” is an error of the spreadsheet.')
    if plain in ('nan', 'inf', '-inf', 'infinity', '-infinity'):
        raise NoNumber(f'“{_cut(text)}” is not a number.')
    if re.fullmatch(r'[\d.,]+e[+-]?\d+', plain):
        raise NoNumber(f'“{_cut(text)}” was shortened by a spreadsheet: its last digits are lost.')


def _cut(text: str) -> str:
    return text.strip()[:40]
