"""A browser that opens Roundtable talks to Roundtable alone; the program calls nobody unasked."""

import re

from tests.guards.source import at, demand_none, files, strings, text

ADDRESS = re.compile(r'\b(?:https?|wss?):(?://|\\/\\/)([^\s\'"<>)/{}%,]*)')
FETCHED = re.compile(r'@import|url\(\s*[\'"]?(?!#|data:)')

NAMES = {  # what is written in a text, and fetched by nobody
    'www.w3.org': 'the name of a language, not an address that is fetched',
    'json-schema.org': 'the name of a language, not an address that is fetched',
    'plan.example.com': 'an example in a message',
    'acme.atlassian.net': 'an example in a message; asked only where admins entered it',
    'dev.azure.com': 'an example in a message; asked only where admins entered it',
    'api.github.com': 'asked about repositories that admins entered; another address can be entered',
    'gitlab.com': 'asked about repositories that admins entered; another address can be entered',
    'api.bitbucket.org': 'asked about repositories that admins entered; another address can be entered',
    'a.example': 'an example in a message',
    'example.com': 'an example in a message',
    'fantasy.premierleague.com': 'asked by app.integrations.fpl about the team somebody chose; FPL_API_URL changes it',
}
SELF = {'localhost', '127.0.0.1', '[::1]', '0.0.0.0', ''}  # nothing: a text about addresses
SPEAKERS = {
    'app/__main__.py': 'asks the running program beside it how it feels',
    'app/integrations/fpl/client.py': 'asks the Fantasy Premier League',
    'app/integrations/outside.py': 'the guarded way out, to hosts that admins agreed to',
    'app/integrations/azure_devops/line.py': 'asks the Azure DevOps organisations that admins entered',
    'app/integrations/jira/line.py': 'asks the Jira sites that admins entered',
}
LIBRARIES = ('httpx', 'requests', 'urllib.request', 'aiohttp', 'http.client')


def test_no_address_of_another_host_stands_in_the_program():
    demand_none([f'{at(path, node)} {host}' for path in files() for node in strings(path)
                 for host in map(_host, ADDRESS.findall(node.value)) if host not in SELF and host not in NAMES],
                'A browser, or the program, could fetch this:')


def test_style_sheets_fetch_nothing():
    demand_none([f'{path}:{number}' for path in files('components', end='.css')
                 for number, line in enumerate(text(path).splitlines(), 1)
                 if FETCHED.search(line) or ADDRESS.search(line)], 'A style sheet brings everything along:')


def test_only_known_files_speak_to_other_programs():
    found = {path for path in files() for library in LIBRARIES
             if re.search(rf'^\s*(?:from|import) {re.escape(library)}\b', text(path), re.MULTILINE)}
    assert found == set(SPEAKERS), 'name the file and its reason in this test, or take the import away'


def test_no_page_measures_people():
    demand_none([path for path in (*files(), *files('components', end='.css'))
                 if re.search(r'google-analytics|gtag\(|sentry_sdk|plausible|matomo', text(path))],
                'Nobody watches the people who use this:')


def _host(text):
    return (text.partition('@')[2] or text).partition(':')[0].strip('.')
