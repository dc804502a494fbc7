"""The program as text and as syntax trees, for tests that read it instead of running it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ('app', 'pages', 'components', 'models', 'jobs')
HISTORY = 'app/migrations/versions/'  # written by a generator, and never changed again


@cache
def files(*parts: str, end: str = '.py') -> tuple[str, ...]:
    """Paths of the program's files, or of some of its parts; the history of the tables is left out."""
    found = sorted(path.relative_to(ROOT).as_posix() for part in parts or PARTS
                   for path in (ROOT / part).rglob(f'*{end}'))
    assert found, f'no {end} files in {parts or PARTS}'
    return tuple(path for path in found if not path.startswith(HISTORY))


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text(encoding='utf-8')


@cache
def tree(path: str) -> ast.Module:
    return ast.parse(text(path), path)


@cache
def walked(path: str) -> tuple[ast.AST, ...]:
    """Every node: dozens of tests look at each of them."""
    return tuple(ast.walk(tree(path)))


def nodes(path: str, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in walked(path) if isinstance(node, kinds))


@cache
def calls(path: str) -> tuple[tuple[str, ast.Call], ...]:
    """Every call with the name of what is called, as it is written."""
    return tuple((ast.unparse(node.func), node) for node in nodes(path, ast.Call))


def functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)


def length(function: ast.AST) -> int:
    return function.end_lineno - function.lineno + 1


def strings(path: str) -> Iterator[ast.Constant]:
    """Every literal text that is not a docstring."""
    documented = {id(node.body[0].value) for node in nodes(path, ast.Module, ast.ClassDef, ast.FunctionDef,
                                                           ast.AsyncFunctionDef)
                  if node.body and isinstance(node.body[0], ast.Expr)}
    for node in nodes(path, ast.Constant):
        if isinstance(node.value, str) and id(node) not in documented:
            yield node


def at(path: str, node: ast.AST) -> str:
    return f'{path}:{node.lineno}'


def demand_none(found: list[str], rule: str) -> None:
    """Fails with one line for each place at which the rule is broken."""
    assert not found, '\n'.join([rule, *(f'  {place}' for place in found)])
