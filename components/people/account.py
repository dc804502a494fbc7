"""One's own account: name and face, how things look and behave, password."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from app.domain.access import EVERYWHERE, Grant
from app.domain.people.views import Profile
from components.controls import Choice, Field, Segmented, Switch, Text, block
from components.people.doors import ZONES, Form, Submit, new_password
from components.poker.joining import AvatarPicker

LOCALES = {'en-GB': '14 Oct 16:30', 'en-US': 'Oct 14 4:30 PM'}
THEMES = {'auto': 'System', 'light': 'Light', 'dark': 'Dark'}
ROLES = {'viewer': 'Viewer', 'member': 'Member', 'planner': 'Planner', 'operator': 'Operator',
         'publisher': 'Publisher', 'finance': 'Finance', 'manager': 'Manager', 'admin': 'Admin'}
AREAS = {'*': 'Everywhere', 'poker': 'Estimate', 'portfolio': 'Portfolio', 'sprints': 'Sprints', 'seasons': 'Seasons',
         'ops': 'Operations'}


def roles_in_words(grants: Sequence[Grant]) -> str:
    return ', '.join(ROLES[grant.role] + ('' if grant.area == EVERYWHERE else f' in {AREAS[grant.area]}')
                     for grant in grants)


class ProfileCard(ui.element):
    def __init__(self, profile: Profile, save: Submit) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Profile')
        self.save = save
        roles = roles_in_words(profile.grants)
        with self:
            with block('rt-card-head rt-ln'):
                Text('Profile', 'rt-grow', 'h2')
                Text(roles or 'no role yet', 'rt-3 rt-sm rt-clip')
            with block('rt-card-body'), Form('Save profile', self._submit) as form, form.body:
                self.name = form.add('name', Field('Your name', profile.name, autocomplete='name'))
                self.avatar = AvatarPicker(profile.avatar)
                self.avatar.show_name(profile.name)
                self.zone = Choice('Time zone', ['UTC', *ZONES], profile.zone, can_search=True)
            self.name.input.on_value_change(lambda: self.avatar.show_name(self.name.value))

    async def _submit(self) -> None:
        await self.save(self.name.value, self.avatar.value, self.zone.value)


class EmailCard(ui.element):
    """What one signs in with."""

    def __init__(self, profile: Profile, change: Callable[[str], Awaitable[bool]]) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=E-mail')
        self.change = change
        with self:
            with block('rt-card-head rt-ln'):
                Text('E-mail', 'rt-grow', 'h2')
                self.present = Text(profile.email, 'rt-3 rt-sm rt-clip')
            with block('rt-card-body'), Form('Change e-mail', self._submit) as form, form.body:
                Text('You sign in with it. Your devices stay signed in.', 'rt-2', 'p')
                self.email = form.add('email', Field('New e-mail', kind='email', autocomplete='email'))

    async def _submit(self) -> None:
        if await self.change(self.email.value):
            self.present.say(self.email.value.strip())
            self.email.set('')


class PreferencesCard(ui.element):
    """Each takes effect at once, on every page this person has open."""

    def __init__(self, profile: Profile, choose: Submit) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Preferences')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Preferences', tag='h2')
            with block('rt-card-body'):
                with block('rt-row'):
                    Text('Theme', 'rt-grow')
                    Segmented('Theme of all pages', THEMES, profile.theme, lambda theme: choose(theme=theme))
                with block('rt-row'):
                    Text('Dates and numbers', 'rt-grow')
                    Segmented('Dates and numbers, from the next page on', LOCALES, profile.locale,
                              lambda locale: choose(locale=locale))
                Switch('Single-key shortcuts', 'R reveals, digits play cards. Ctrl K always works.',
                       profile.has_shortcuts, lambda is_on: choose(has_shortcuts=is_on))
                Switch('Sounds at poker tables', 'A short tone when a round starts and when cards turn.',
                       profile.has_sound, lambda is_on: choose(has_sound=is_on))


class PasswordCard(ui.element):
    def __init__(self, change: Submit) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Password')
        self.change = change
        with self:
            with block('rt-card-head rt-ln'):
                Text('Password', tag='h2')
            with block('rt-card-body'), Form('Change password', self._submit) as form, form.body:
                Text('All your other devices are signed out.', 'rt-2', 'p')
                self.password = form.add('password', new_password('New password'))

    async def _submit(self) -> None:
        await self.change(self.password.value)
        self.password.set('')
