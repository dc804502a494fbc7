"""Saved views: a list to load from, and what can be done with each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.portfolio.views.saved import SavedView
from app.errors import Rejected
from components.controls import Button, DeedMenu, Field, IconButton, Switch, Text, block, menu_item
from components.dialogs import Dialog
from components.feedback import refusals_shown


@dataclass(frozen=True)
class SavedWishes:
    ask: Callable[[Callable[[], Dialog]], None]  # opens a dialog where it outlives the menu
    load: Callable[[SavedView], Awaitable[None]]
    save: Callable[[str, bool], Awaitable[None]]  # name, whether it is shared
    update: Callable[[SavedView], Awaitable[None]]  # to the present looks
    rename: Callable[[SavedView, str], Awaitable[None]]
    share: Callable[[SavedView, bool], Awaitable[None]]
    star: Callable[[SavedView, bool], Awaitable[None]]
    default: Callable[[SavedView, bool], Awaitable[None]]
    remove: Callable[[SavedView], Awaitable[None]]
    may_share: bool = False


class SavedMenu(DeedMenu):
    """What is loaded now is marked."""

    def __init__(self, wishes: SavedWishes) -> None:
        super().__init__('bookmarks', 'Saved views', self._fill)
        self.wishes = wishes
        self.views: tuple[SavedView, ...] = ()
        self.current: int | None = None

    def show(self, views: Sequence[SavedView], current: int | None) -> None:
        self.views, self.current = tuple(views), current

    def _fill(self) -> None:
        with self.items.classes('rt-saved-list'):
            for view in self.views:
                self._line(view)
            if not self.views:
                Text('Keep how you look at the timeline under a name.', 'rt-3 rt-sm rt-plan-none', 'div')
            block('rt-menu-line')
            menu_item('Save this view as…', 'bookmark_add', partial(self._then, self._ask_name))
            mine = next((one for one in self.views if one.id == self.current and one.is_mine), None)
            if mine:
                menu_item(f'Change “{mine.name}” to this', 'save', partial(self._then, self.wishes.update, mine))

    def _line(self, view: SavedView) -> None:
        with block('rt-row rt-saved'):
            IconButton('star', f'{"No favourite any more" if view.is_favourite else "Favourite"}: {view.name}',
                       partial(self._then, self.wishes.star, view, not view.is_favourite),
                       has_tooltip=False).classes('rt-saved-star rt-on' if view.is_favourite else 'rt-saved-star')
            with menu_item(view.name, 'check' if view.id == self.current else 'bookmark',
                           partial(self._then, self.wishes.load, view)).classes('rt-grow'):
                notes = ('default' if view.is_default else '', 'shared' if view.is_shared and view.is_mine else '',
                         '' if view.is_mine else view.owner_name)
                Text(', '.join(filter(None, notes)), 'rt-3 rt-sm')
            DeedMenu('more_horiz', f'More for {view.name}', partial(self._deeds, view))

    def _deeds(self, view: SavedView) -> None:
        default = 'Do not begin with it' if view.is_default else 'Begin with it'
        menu_item(default, 'home', partial(self._then, self.wishes.default, view, not view.is_default))
        if view.is_mine:
            menu_item('Rename', 'edit', partial(self._then, self._ask_name, view))
            if self.wishes.may_share:
                menu_item('Keep it to myself' if view.is_shared else 'Share with everybody', 'share',
                          partial(self._then, self.wishes.share, view, not view.is_shared))
            menu_item('Delete', 'delete', partial(self._then, self.wishes.remove, view))

    async def _then(self, deed: Callable[..., Awaitable[None]], *given: object) -> None:
        self.menu.close()
        with self:
            await deed(*given)

    async def _ask_name(self, view: SavedView | None = None) -> None:
        self.wishes.ask(lambda: NameDialog(
            'Rename the view' if view else 'Save this view', 'Save', view.name if view else '',
            partial(self._named, view), shares=self.wishes.may_share and view is None))

    async def _named(self, view: SavedView | None, name: str, is_shared: bool) -> None:
        await (self.wishes.rename(view, name) if view else self.wishes.save(name, is_shared))


class NameDialog(Dialog):
    """Asks for a name; what is wrong with it is said beside it."""

    def __init__(self, title: str, verb: str, name: str, take: Callable[[str, bool], Awaitable[None]], *,
                 label: str = 'Name', shares: bool = False, text: str = '') -> None:
        super().__init__(title, text)
        self.take, self.is_busy = take, False
        with self.body:
            self.name = Field(label, name, autocomplete='off', on_enter=self._send)
            self.name.input.props('autofocus')
            hint = 'All who may look at the portfolio can load it'
            self.shared = Switch('Share with everybody', hint) if shares else None
        with self.foot:
            Button('Back', self.close, size='l')
            Button(verb, self._send, size='l', look='primary')

    async def _send(self) -> None:
        if not self.name.value.strip():
            self.name.complain('Give it a name.')
            return
        if self.is_busy:  # a second Enter does not begin a second one
            return
        self.is_busy = True
        try:
            with refusals_shown():
                await self._take()
        finally:
            self.is_busy = False

    async def _take(self) -> None:
        try:
            await self.take(self.name.value, bool(self.shared and self.shared.value))
        except Rejected as error:
            self.name.complain(str(error))
        else:
            self.close()
