"""What the parts of the program are made of: values that cannot change, names that say what happens."""

import ast
import re
from functools import cache

from tests.guards.source import at, demand_none, files, functions, nodes, strings

COLOURLESS = {'create', 'update', 'process', 'handle', 'manage', 'execute'}  # verbs that fit every service


def test_every_value_of_the_domain_is_frozen():
    """Views are looked up once and shared by everybody who watches: nobody may change them."""
    demand_none([f'{at(path, node)} {node.name}' for path in files('app/domain')
                 for node in nodes(path, ast.ClassDef) for mark in node.decorator_list
                 if ast.unparse(mark).startswith('dataclass') and 'frozen=True' not in ast.unparse(mark)],
                'Write @dataclass(frozen=True):')


def test_services_are_functions_and_never_commit():
    """One call is one transaction, and app/work.py ends it."""
    demand_none([at(path, node) for path in files('app/services') for node in nodes(path, ast.Attribute)
                 if node.attr in ('commit', 'rollback', 'begin_nested')
                 and ast.unparse(node.value).startswith(('work', 'session'))], 'The transaction is not yours to end:')


def test_services_say_what_happens():
    demand_none([f'{at(path, function)} {function.name}' for path in files('app/services')
                 for function in functions(path) if function.name.partition('_')[0] in COLOURLESS],
                'Name the service after what happens in the world:')


def test_module_variables_are_not_reached_from_other_modules():
    """What begins with an underscore is nobody else's; state has one owner."""
    demand_none([f'{at(path, node)} {ast.unparse(node)}' for path in files('pages', 'components', 'app', 'jobs')
                 for node in nodes(path, ast.Attribute) if re.match(r'_[a-z]', node.attr)
                 and isinstance(node.value, ast.Name) and node.value.id in _modules(path)],
                'Give that module a function for it:')


EXACTLY = 'Invalid transition: '  # what programs of the old system expect of a season


def test_texts_for_people_are_calm():
    """No exclamation, no blame, no “please”, “oops” or “successfully”."""
    loud = re.compile(r'\b(please|oops|sorry|successfully|invalid|illegal)\b|[a-z]!(\s|$)', re.IGNORECASE)
    demand_none([f'{at(path, node)} {node.value[:60]}' for path in files('pages', 'components', 'app/services',
                                                                         'app/domain')
                 for node in strings(path) if ' ' in node.value and loud.search(node.value)
                 and not node.value.lstrip().startswith(('<', '('))
                     and node.value != EXACTLY], 'Say what happened, and what to do:')


@cache
def _modules(path):
    return {alias.asname or alias.name for node in nodes(path, ast.ImportFrom)
            if (node.module or '').startswith(('app', 'components', 'pages', 'jobs')) for alias in node.names}
