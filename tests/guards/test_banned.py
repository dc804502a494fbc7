"""What makes such programs rot, and where it may be all the same, with the reason."""

import ast

import pytest

from tests.guards.source import at, calls, demand_none, files, nodes, text

BANNED = {
    'ui.timer': 'Every client asks every second: follow a topic instead.',
    'print': 'Say it to the log.',
    'breakpoint': 'Take it away.',
    'asyncio.create_task': 'Nobody holds it or hears its failure: background_tasks.create does.',
    'asyncio.ensure_future': 'Nobody holds it or hears its failure: background_tasks.create does.',
    'time.sleep': 'It stops everybody: await asyncio.sleep.',
    'sleep': 'It stops everybody: await asyncio.sleep.',
    'ui.run_javascript': 'Whoever waits for a browser waits for ever: say it with props and classes.',
    'ui.html': 'Texts come from people: a Text cannot be anything else.',
    'ui.markdown': 'Texts come from people: a Text cannot be anything else.',
    'ui.add_body_html': 'Texts come from people: a Text cannot be anything else.',
    'ui.add_css': 'Styles stand in components/theme.',
    'ui.refreshable': 'It draws everything anew, for everybody: make a component with show.',
    'datetime.now': 'Ask app.clock, which tests can stand still.',
    'datetime.utcnow': 'Ask app.clock, which tests can stand still.',
    'date.today': 'Ask app.clock, which tests can stand still.',
    'time.time': 'Ask app.clock, which tests can stand still.',
    'eval': 'Never.',
    'exec': 'Never.',
}
WELL_FOUNDED = {
    ('app/clock.py', 'datetime.now'): 'the clock itself',
    ('components/portfolio/description.py', 'ui.html'): 'descriptions keep their form; the service cleans them',
}
BLOCKING = {'requests', 'urllib3', 'httplib2', 'subprocess'}
STARTING = {  # files that start other programs, and where
    'jobs/child.py': 'in the threads of attempts',
    'jobs/demo.py': 'before the first page is served',
}
LIBRARIES = {'app/integrations/azure_devops/line.py': 'its client library blocks: only runs use it',
             'app/integrations/jira/line.py': 'its client library blocks: only runs use it'}
RAW = {'innerHTML', 'v-html', '<script'}
SCRIPTS = {'components/shortcuts.py': 'a browser must be kept from searching its own way when a key is ours',
           'components/sprints/queue_list.py': 'two quick strokes are two rows, however slow the line is'}
HEADS = {'components/theme/__init__.py': 'style sheet, colours, what “back” means, the order of events: our own texts'}


@pytest.mark.parametrize(('name', 'instead'), BANNED.items())
def test_nobody_calls(name, instead):
    demand_none([at(path, call) for path in files() for called, call in calls(path)
                 if called == name and (path, name) not in WELL_FOUNDED], f'No {name}. {instead}')


def test_no_exception_to_a_ban_has_outlived_its_reason():
    demand_none([f'{name} in {path}: {reason}' for (path, name), reason in WELL_FOUNDED.items()
                 if all(called != name for called, _ in calls(path))], 'This exception is not needed any more:')


def test_nothing_is_shown_unsanitized():
    demand_none([at(path, call) for path in files() for _, call in calls(path) for word in call.keywords
                 if word.arg == 'sanitize' and ast.unparse(word.value) == 'False'], 'Never switch sanitizing off:')


def test_javascript_stands_only_where_it_has_a_reason():
    found = [path for path in files() for _, call in calls(path) for word in call.keywords if word.arg == 'js_handler']
    demand_none([path for path in found if path not in SCRIPTS], 'Handle it in Python:')
    assert set(found) == set(SCRIPTS), 'a reason for JavaScript has outlived it'


def test_html_of_a_page_comes_only_from_the_theme():
    found = {path for path in files() for called, _ in calls(path) if called.endswith('add_head_html')}
    assert found == set(HEADS)


def test_no_text_becomes_html():
    demand_none([f'{path}: {word}' for path in (*files('pages'), *files('components'))
                 for word in RAW if word in text(path) and path not in HEADS], 'Show texts with Text:')


def test_pages_are_registered_only_by_the_kit():
    """It knows who looks, what to do with refusals, and how long a lost line may be away."""
    demand_none([at(path, call) for path in files() if path != 'pages/kit.py' for called, call in calls(path)
                 if called == 'ui.page'], 'Use the page of pages/kit.py:')
    demand_none([at(path, node) for path in files() for node in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
                 for mark in node.decorator_list if ast.unparse(mark).startswith('ui.page')],
                'Use the page of pages/kit.py:')


def test_screens_and_services_import_nothing_that_blocks():
    demand_none([f'{at(path, node)} {name}' for path in files() for node in nodes(path, ast.Import, ast.ImportFrom)
                 for name in _imported(node) if name in BLOCKING and path not in LIBRARIES and not (
                     name == 'subprocess' and path in STARTING)], 'This stops the event loop:')


def test_no_failure_is_hidden():
    """An `except` without a type, or one for everything that says nothing to anybody."""
    demand_none([at(path, node) for path in files() for node in nodes(path, ast.ExceptHandler)
                 if node.type is None or _is_silent(node)], 'Catch what is expected, or log it:')


def _imported(node):
    return [alias.name.partition('.')[0] for alias in node.names] if isinstance(node, ast.Import) else [
        (node.module or '').partition('.')[0]]


def _is_silent(node):
    return ast.unparse(node.type) in ('Exception', 'BaseException') and isinstance(node.body[0], ast.Pass)
