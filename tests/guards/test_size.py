"""Short functions in files that fit a head; pages that fit a screen."""

import ast
from statistics import median, quantiles

import pytest

from tests.guards.source import ROOT, at, demand_none, files, functions, length, text

MEDIAN, MOST, USUAL, PAGE, FILE = 8, 50, 30, 30, 600  # lines
VAGUE = {'utils', 'util', 'helpers', 'helper', 'common', 'base', 'manager', 'misc', 'tools'}


@pytest.fixture(scope='module')
def lengths():
    return [length(function) for path in files() for function in functions(path)]


def test_half_of_the_functions_are_shorter_than_eight_lines(lengths):
    assert median(lengths) < MEDIAN


def test_nineteen_of_twenty_functions_have_at_most_thirty_lines(lengths):
    assert quantiles(lengths, n=20)[-1] <= USUAL


def test_no_function_is_longer_than_fifty_lines():
    demand_none([f'{at(path, function)} {function.name} has {length(function)} lines' for path in files()
                 for function in functions(path) if length(function) > MOST], f'Split what has more than {MOST} lines:')


def test_no_file_is_longer_than_six_hundred_lines():
    demand_none([f'{path} has {count} lines' for path in files() if (count := len(text(path).splitlines())) > FILE],
                f'Make a package of what has more than {FILE} lines:')


def test_no_page_is_longer_than_a_screen():
    demand_none([f'{at(path, function)} {function.name} has {length(function)} lines' for path in files('pages')
                 for function in functions(path) if _is_page(function) and length(function) > PAGE],
                f'A page has at most {PAGE} lines; give the rest to components:')


def test_no_file_has_a_name_that_says_nothing():
    demand_none([path for path in (*files(), *files('tests')) if (ROOT / path).stem in VAGUE],
                'Name the file after what it holds:')


def test_every_file_begins_with_what_it_is_for():
    demand_none([path for path in (*files(), *files('tests'))
                 if text(path).strip() and not text(path).startswith('"""')], 'A docstring of one sentence is missing:')


def _is_page(function):
    return any(isinstance(mark, ast.Call) and ast.unparse(mark.func) == 'page' for mark in function.decorator_list)
