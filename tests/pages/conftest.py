"""Pages without a browser: NiceGUI's `User` looks at the elements the server holds. Each user is one browser.

What is inside a closed dialog or menu is not shown; a control is found by what it is called, as by a screen reader.
"""

import asyncio
import shutil
from contextlib import nullcontext
from functools import cache
from typing import ClassVar

import httpx
import pytest
from nicegui import background_tasks, core, ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.functions.navigate import History
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction
from nicegui.testing.user_navigate import UserNavigate

from app import realtime, work
from app.clock import standing_at
from app.domain.policy import Policy
from app.security import cookies, passwords, tokens
from app.security.keys import SEALS, derived
from app.services.people import guests, sessions
from app.work import transact
from components.people.doors import Form
from jobs import clock
from tests.people import ANN, BOB, CLEO, NOON, PASSWORD, found_workspace, invite_bob, invite_cleo
from tests.poker import open_table, seated

PATIENCE, PAUSE = 20.0, 0.02  # seconds; only what never happens takes that long
KEY = {'action': 'keydown', 'altKey': False, 'ctrlKey': False,
       'shiftKey': False, 'metaKey': False, 'location': 0, 'repeat': False}


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture(autouse=True)
def _database_first(database):
    """The program reads the address of its database when it starts."""


@pytest.fixture(autouse=True)
def _nobody_rests_long(monkeypatch):
    """Between two looks at something that changes often."""
    monkeypatch.setattr(realtime, 'CALM_PAUSE', realtime.PAUSE)


@pytest.fixture(autouse=True)
def _no_browser_is_open():
    Navigation.browsers.clear()


@pytest.fixture(autouse=True)
async def _stopped_in_any_case(database):
    """A test that fails at its end must not leave the program running for all others."""
    yield
    if not core.app.is_stopped:
        await core.app.stop()
        clock.close()
        realtime.close()
        for task in background_tasks.running_tasks:
            task.cancel()


@pytest.fixture
async def user(user):
    """A browser, once the program has started: NiceGUI begins to serve before."""
    await asyncio.gather(*(task for task in background_tasks.running_tasks if '_start' in task.get_name()))
    return _navigating(user)


@pytest.fixture(scope='session')
def password_hash():
    return passwords.hash_now(PASSWORD)


@pytest.fixture(scope='session')
def peopled(blank, tmp_path_factory, password_hash):
    """Makes the database of a workspace with these people, once for all tests whose clock stands still, and for all
    others.
    """
    @cache
    def made(stands_still, *invited):
        path = shutil.copy(blank, tmp_path_factory.mktemp('peopled') / 'peopled.db')
        engine = work.configure(f'sqlite:///{path}', lambda session, events: None,
                                Policy(seal_keys=(derived(32 * b'k', SEALS),)))
        with standing_at(NOON) if stands_still else nullcontext():
            found_workspace(password_hash)
            for invite in invited:
                invite()
        engine.dispose()
        return path
    return made


@pytest.fixture
def beginning(blank, peopled, request):
    given = request.fixturenames
    invited = (invite_bob, *([invite_cleo] if 'cleo' in given else []))
    return peopled('time' in given, *invited) if 'workspace' in given else blank


@pytest.fixture
def workspace(database):
    """Ann's workspace, with Bob in it; Ann has a password."""


@pytest.fixture
def cleo(workspace):
    """A colleague who may only look."""
    return CLEO


@pytest.fixture
def table(workspace, user):
    """Ann's table, with Bob at it; both are connected."""
    table_id = open_table()
    seated(table_id, BOB)
    return table_id


@pytest.fixture
async def neighbour(user):
    """A second browser on the same server."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url='http://test') as client:
        yield _navigating(User(client))


@pytest.fixture
async def ann(workspace, user):
    """Ann's browser."""
    sign_in(user, ANN)
    return user


@pytest.fixture
async def bob(workspace, neighbour):
    """Bob's browser."""
    sign_in(neighbour, BOB)
    return neighbour


def sign_in(user, person):
    """The browser of `user` gets the cookie of a session of `person`."""
    secret = tokens.new_secret()
    transact(sessions.begin, person.person_id, tokens.digest(secret), '', 'test')
    user.http_client.cookies.set(cookies.name_of('session', False), secret)


def be_guest(user, name, avatar=''):
    """The browser of `user` is one of a guest who has given a name before; returns the identity."""
    secret = tokens.new_secret()
    transact(guests.introduce, tokens.digest(secret), name, avatar)
    user.http_client.cookies.set(cookies.name_of('guest', False), secret)
    return f'guest:{tokens.digest(secret)}'


def shown(user, kind=ui.element):
    """What somebody who looks at this page sees, from top to bottom."""
    return [element for element in _open_within(user.current_layout) if isinstance(element, kind)]


def text_of(user):
    """All that is written on the page, and all names of what has one."""
    return '\n'.join(text for element in shown(user) for text in _texts(element))


def named(user, name):
    """The controls and regions that are called so."""
    return [element for element in shown(user) if name in (_name(element), element.props.get('aria-label'))]


def control(user, name):
    return _controls(user, name)[0]


def press(user, name):
    """Click a button, a link or a line of a menu, which may not be disabled."""
    element = control(user, name)
    assert 'disabled' not in element.props, f'“{name}” is disabled'
    if element.tag == 'a':
        with user:
            user.navigate.to(element.props['href'])
    else:
        touch(user, element, 'click')


def press_last(user, name):
    """A dialog repeats the verb of the button that opened it."""
    touch(user, _controls(user, name)[-1], 'click')


def open_menu(user, name):
    """A menu that the browser opens by itself."""
    next(one for one in control(user, name).descendants() if isinstance(one, ui.menu)).open()


def touch(user, element, event, args=None):
    UserInteraction(user, {element}, None).trigger(event, args)


def field(user, label):
    """The input, list or switch with this label."""
    found = [element for element in shown(user) if label.split() == element._markers or (
        isinstance(element, ui.input) and label == element.props.get('aria-label'))]
    assert found, f'no field is called “{label}”:\n{text_of(user)}'
    return found[0]


def fill(user, **fields):
    """Give fields another value; underscores of their names stand for spaces."""
    for label, value in fields.items():
        give(user, label.replace('_', ' '), value)


def give(user, label, value):
    with user:
        field(user, label).set_value(value)


def choose(user, label, value):
    """Pick an entry of a list as a hand does."""
    select = field(user, label)
    place = list(select.options).index(value)
    touch(user, select, 'update:modelValue', {'value': place, 'label': value})


def switch(user, label):
    """Flip a switch as a hand does."""
    toggle = field(user, label)
    touch(user, toggle, 'update:modelValue', not toggle.value)


def submit(user, button):
    """Send the form with this button."""
    element = control(user, button)
    form = next(one for one in element.ancestors() if one.tag == 'form')
    touch(user, form, 'submit.prevent')


def complaint(user, label):
    """What a field complains about."""
    return field(user, label).props.get('error-message', '')


def problem(user):
    """What a form complains about above its button."""
    return [form.problem_text.text for form in shown(user, Form) if form.problem.visible]


def type_key(user, key, **modifiers):
    keyboard = shown(user, ui.keyboard)[0]
    touch(user, keyboard, 'key', {**KEY, 'key': key, 'code': key, **modifiers})


async def upload(user, name, content):
    """Choose a file."""
    with user:
        await shown(user, ui.upload)[0].handle_uploads([SmallFileUpload(name, 'text/csv', content)])


async def until(happens):
    """What a hand did has happened, in the database or on the screen; what it is then is returned."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not (found := happens()) and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(PAUSE)
    assert found, f'it did not happen: {happens.__code__.co_names}'
    return found


async def sees(user, *texts):
    """All of these are written on the page, or are the name of something on it."""
    for text in texts:
        try:
            await until(lambda text=text: text in text_of(user))
        except AssertionError:
            raise AssertionError(f'“{text}” is not on the page:\n{text_of(user)}') from None


async def misses(user, *texts):
    """None of these is on the page any more."""
    for text in texts:
        try:
            await until(lambda text=text: text not in text_of(user))
        except AssertionError:
            raise AssertionError(f'“{text}” is on the page:\n{text_of(user)}') from None


async def arrives(user, address):
    """The browser has gone there."""
    await until(lambda: user.back_history[-1] == address)


def _open_within(element):
    for child in element:
        if child.visible and not (isinstance(child, ui.dialog | ui.menu) and not child.value):
            yield child
            yield from _open_within(child)


def _controls(user, name):
    found = [element for element in named(user, name) if element.tag in ('button', 'a')]
    assert found, f'nothing to press is called “{name}”:\n{text_of(user)}'
    return found


def _name(element):
    return getattr(element, 'text', None)


def _texts(element):
    given = (_name(element), *(element.props.get(name) for name in ('aria-label', 'placeholder', 'error-message')),
             getattr(element, 'value', None) if isinstance(element, ui.input | ui.select) else None)
    return [str(text) for text in given if text and isinstance(text, str)]


class Navigation(UserNavigate):
    """Each page leads its own browser, whoever has been looked at last, and only as long as it is the open one.

    Several parts of a page may want it loaded anew at once; a browser does that once.
    """
    browsers: ClassVar[list[User]] = []

    def __init__(self, user):
        super().__init__(user)
        self.left = None
        self.history = Addresses(self)
        self.browsers.append(user)

    def to(self, target, new_tab=False):
        if browser := self.browser():
            UserNavigate.to(browser.navigate, target, new_tab)

    def reload(self):
        browser = self.browser()
        if browser and browser.navigate.left is not browser.client:
            browser.navigate.left = browser.client
            background_tasks.create(browser.open(browser.back_history[-1]), name='reload')

    def browser(self):
        return next((user for user in self.browsers if user.client is ui.context.client), None)


class Addresses(History):
    """Also knows pages that were turned to without being loaded."""

    def __init__(self, navigation):
        self.navigation = navigation

    def push(self, url):
        super().push(url)
        if browser := self.navigation.browser():
            browser.back_history.append(url)


def _navigating(user):
    user.navigate = Navigation(user)
    return user
