"""Colours: all of them are tokens, the tokens are the design's, and what is written in them can be read."""

import re
from functools import cache

import pytest

from components import chart_colours
from components.theme import SHEETS
from tests.guards.source import at, demand_none, files, strings, text

THEME = 'components/theme'
TOKENS = f'{THEME}/tokens.css'
COLOUR = re.compile(r'#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\(')
NAMED = re.compile(r'\b(?:color|background|fill|stroke|border)[a-z-]*:[^;{}]*?(?<!-)\b'
                   r'(white|black|red|green|blue|gr[ae]y|yellow|orange|purple|pink|brown)\b(?!-)')
RULE = re.compile(r'([^{}]+)\{([^{}]*)\}')
USED = re.compile(r'var\((--[a-z0-9-]+)')
SET = re.compile(r'(--[a-z0-9-]+):')

DESIGN = {  # light, dark
    'canvas': ('#f6f5f1', '#131514'), 'surface': ('#ffffff', '#1c1f1d'), 'text': ('#1b1d1b', '#eceae4'),
    'text-2': ('#55554e', '#b9bbb3'), 'text-3': ('#6b6a62', '#979a92'), 'line': ('#e5e2da', '#2b302d'),
    'primary': ('#0f6860', '#5cc4b6'), 'on-primary': ('#ffffff', '#06231f'), 'accent': ('#8a3f8f', '#d294d8'),
    'positive': ('#3b7a1e', '#98cc74'), 'negative': ('#b5361f', '#ea7059'), 'warning': ('#be8210', '#e2ad3e'),
    'info': ('#2a66aa', '#7db2ea'), 'now': ('#b7790a', '#e2ad3e'), 'focus': ('#0f6860', '#7fd8cb'),
    'rail-bg': ('#0c2f2c', '#0a1413'), 'table-felt': ('#17685f', '#14544c'), 'card-face': ('#ffffff', '#f3f1ea'),
}
THE_SAME = {'bar-ghost': 'transparent in both themes'}

READ = [  # what is read, on what
    *((ink, ground) for ink in ('text', 'text-2', 'text-3') for ground in ('surface', 'surface-2', 'canvas')),
    *(('text', ground) for ground in ('hover', 'pressed', 'selected', 'sunken')),
    ('primary-text', 'surface'), ('primary-text', 'canvas'), ('accent-text', 'surface'),
    *((f'{tone}-text', ground) for tone in ('primary', 'accent', 'positive', 'negative', 'warning', 'info', 'neutral')
      for ground in (f'{tone}-soft', 'surface')),
    ('on-primary', 'primary'), ('on-primary', 'primary-hover'), ('on-accent', 'accent'), ('on-status', 'positive'),
    ('on-status', 'negative'), ('on-status', 'info'), ('on-warning', 'warning'), ('badge-text', 'rail-mark'),
    ('rail-text', 'rail-bg'), ('rail-text-active', 'rail-bg'), ('table-text', 'table-felt'),
    ('table-text', 'table-felt-2'), ('table-text-2', 'table-felt'), ('card-ink', 'card-face'),
    ('card-ink-2', 'card-face'), ('log-text', 'log-bg'), ('log-dim', 'log-bg'),
    *((f'heat-{step}-text', f'heat-{step}') for step in range(5)),
    *(('seat-text', f'seat-{number}') for number in range(1, 11)),
]
SEEN = [  # edges and marks
    ('line-control', 'surface'), ('focus', 'surface'), ('focus', 'canvas'), ('primary', 'surface'),
    ('positive', 'surface'), ('negative', 'surface'), ('info', 'surface'), ('warning', 'surface'), ('icon', 'surface'),
    ('card-mark', 'card-face'), ('rail-mark', 'rail-bg'), ('rail-live', 'rail-bg'),
]
WITHOUT_TOKENS = {
    f'{THEME}/__init__.py': 'the mark on tabs and the frame of the browser, which no style sheet reaches',
    'components/chart_colours.py': 'charts cannot read the variables of a style sheet',
    'components/poker/inviting.py': 'a QR code is black on white, or cameras do not see it',
}
THEMES = pytest.mark.parametrize('theme', ['light', 'dark'])


@cache
def tokens(theme):
    """Every token as it holds in this theme."""
    values = {}
    for selector, body in RULE.findall(_plain(TOKENS)):
        if selector.strip().startswith(('@', ':root { --rt-control')) or ('dark' in selector and theme == 'light'):
            continue
        values |= {name: value.strip() for name, value in re.findall(r'--rt-([a-z0-9-]+):\s*([^;]+);', body)
                   if name not in values or 'dark' in selector}
    return values


def test_every_colour_of_a_style_sheet_is_a_token():
    demand_none([f'{path}:{number} {found[0]}' for path in _sheets() if path != TOKENS
                 for number, line in enumerate(_plain(path).splitlines(), 1)
                 for found in [*COLOUR.finditer(line), *NAMED.finditer(line)]], 'Give this colour a token:')


def test_no_component_has_a_colour_of_its_own():
    demand_none([f'{at(path, node)} {node.value[:40]}' for path in (*files('components'), *files('pages'))
                 if path not in WITHOUT_TOKENS for node in strings(path) if COLOUR.search(node.value)],
                'Use a token:')


@pytest.mark.parametrize(('name', 'light', 'dark'), [(name, *values) for name, values in DESIGN.items()])
def test_the_tokens_are_those_of_the_design(name, light, dark):
    assert (tokens('light')[name], tokens('dark')[name]) == (light, dark)


@THEMES
def test_charts_have_the_colours_of_the_style_sheet(theme):
    assert dict(chart_colours.THEMES[theme]) == {name: tokens(theme)[name] for name in chart_colours.THEMES[theme]}


def test_every_colour_of_the_light_theme_has_one_for_the_dark():
    light, dark = _block('body.body--light'), _block('body.body--dark')
    assert {name for name in light - dark if name not in THE_SAME} == set()
    assert dark - light == set()


def test_every_token_that_is_used_exists():
    known = {name for path in (*_sheets(), *files('components'), *files('pages')) for name in SET.findall(text(path))}
    demand_none([f'{path}: {name}' for path in (*_sheets(), *files('components'), *files('pages'))
                 for name in USED.findall(text(path)) if name not in known
                 and not name.endswith('-')], 'No style sheet and no component sets this:')  # a number may follow


@THEMES
@pytest.mark.parametrize(('ink', 'ground'), dict.fromkeys(READ))
def test_what_is_read_stands_out_from_its_ground(theme, ink, ground):
    assert _contrast(theme, ink, ground) >= 4.5


@THEMES
@pytest.mark.parametrize(('mark', 'ground'), SEEN)
def test_edges_and_marks_stand_out_from_their_ground(theme, mark, ground):
    assert _contrast(theme, mark, ground) >= 3


@THEMES
def test_no_rule_writes_in_a_colour_that_cannot_be_read_on_its_own_ground(theme):
    demand_none([f'{path}: {selector.strip()[:60]}: {ink} on {ground} is {_contrast(theme, ink, ground):.2f}'
                 for path in _sheets() if path != TOKENS for selector, body in RULE.findall(_plain(path))
                 if (ink := _token('color', body)) and (ground := _token('background', body))
                 and _contrast(theme, ink, ground) < (3 if _is_a_mark(selector) else 4.5)],
                'Text needs 4.5 : 1, a mark 3 : 1:')


def test_all_sheets_are_served():
    assert {f'{THEME}/{name}.css' for name in SHEETS} == set(_sheets())
    assert SHEETS[0] == 'tokens'


def test_no_class_gets_its_looks_in_two_sheets():
    """The sheets are one: a name that two areas use for two things hides the table of one on the phone of the other."""
    named = [(found, path) for path in _sheets() for selector, _ in RULE.findall(_plain(path))
             if (found := re.fullmatch(r'\s*(\.rt-[\w-]+)\s*', selector))]
    sheets = {}
    for found, path in named:
        sheets.setdefault(found[1], set()).add(path)
    demand_none([f'{name}: {", ".join(sorted(paths))}' for name, paths in sheets.items() if len(paths) > 1],
                'Name it after its area, or move it to parts.css:')


def test_colours_without_a_token_are_still_there():
    demand_none([f'{path}: {reason}' for path, reason in WITHOUT_TOKENS.items() if not COLOUR.search(text(path))],
                'This exception is not needed any more:')


def _sheets():
    return files(THEME, end='.css')


def _plain(path):
    """Without comments, whose lines stay."""
    return re.sub(r'/\*.*?\*/', lambda found: '\n' * found[0].count('\n'), text(path), flags=re.DOTALL)


def _block(selector):
    return {name for found, body in RULE.findall(_plain(TOKENS)) if selector in found
            for name in re.findall(r'--rt-([a-z0-9-]+):', body)}


def _token(of, body):
    found = re.search(rf'(?:^|[;{{\s]){of}:\s*var\(--rt-([a-z0-9-]+)\)', body)
    return found[1] if found and tokens('light').get(found[1], '').startswith('#') else None


def _is_a_mark(selector):
    return any(word in selector for word in ('icon', 'rt-dot', 'rt-sq', 'rt-btn[disabled]'))


def _contrast(theme, ink, ground):
    """As WCAG 2 defines it."""
    first, second = (_luminance(tokens(theme)[name]) for name in (ink, ground))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def _luminance(colour):
    channels = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
