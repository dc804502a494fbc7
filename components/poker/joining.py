"""The form before a guest's first table: a name, an animal, a seat."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.names import ANIMALS, initials
from app.domain.people.views import GuestView
from app.errors import Conflict
from components.avatars import ANIMAL_SIGNS
from components.controls import Button, Field, Switch, Text, block, link, put
from components.doors import Door
from components.people.doors import Form

Join = Callable[[str, str, bool], Awaitable[None]]


class AvatarPicker(ui.element):
    """One of sixteen animals, or one's initials."""

    def __init__(self, chosen: str, taken: frozenset[str] = frozenset()) -> None:
        super().__init__('div')
        self.classes('rt-field')
        self.value = chosen
        self.choices: dict[str, Text] = {}
        with self:
            Text('Avatar', 'rt-label').props(f'id={self.html_id}-label')
            self.group = block('rt-animals').props(f'role=radiogroup aria-labelledby={self.html_id}-label')
            with self.group:
                for animal in (*ANIMALS, ''):
                    self._choice(animal, animal in taken)
        self._show()

    def _choice(self, animal: str, is_taken: bool) -> None:
        choice = Text(ANIMAL_SIGNS.get(animal, 'AB'), '' if animal else 'rt-letters', 'button')
        choice.props('type=button role=radio').on('click', lambda: self._choose(animal), args=[])
        choice.props['aria-label'] = f'{animal or "Initials"}{", taken" if is_taken else ""}'
        if is_taken:
            choice.props('disabled')
        self.choices[animal] = choice

    def show_name(self, name: str) -> None:
        self.choices[''].say(initials(name) or 'AB')

    def _choose(self, animal: str) -> None:
        self.value = animal
        self._show()

    def _show(self) -> None:
        for animal, choice in self.choices.items():
            put(choice, aria_checked='true' if animal == self.value else 'false')


class JoinDoor(Door):
    def __init__(self, table: str, guest: GuestView | None, free: str, taken: frozenset[str], join: Join, *,
                 here: str) -> None:
        super().__init__(f'Join {table}')
        self.join = join
        known = guest.avatar if guest and guest.avatar not in taken else free
        with self.card:
            with Form('Take a seat', self._submit) as form, form.body:
                self.name = form.add('name', Field('Your name', guest.name if guest else '', autocomplete='nickname'))
                self.name.input.props('autofocus maxlength=200')
                self.avatar = AvatarPicker(known, taken)
                self.watch = Switch('Watch only', 'You see everything and nobody waits for your card.')
            self.form = form
            self.watch_instead = Button('Watch the table', self._watch, icon='visibility', size='l', is_wide=True)
            self.watch_instead.set_visibility(False)
            self.name.input.on_value_change(lambda: self.avatar.show_name(self.name.value))
            with block('rt-row rt-sm rt-3'):
                Text('You see this table only.')
                link('Sign in instead', f'/sign-in?next={here}')

    async def _submit(self) -> None:
        try:
            await self.join(self.name.value, self.avatar.value, self.watch.value)
        except Conflict as error:
            self.watch_instead.set_visibility(error.code == 'poker.table_full' and not self.watch.value)
            raise

    async def _watch(self) -> None:
        """For whoever found all seats taken."""
        self.watch.show(True)
        await self.form.send()
