"""Parts of the settings, as links with addresses of their own."""

from collections.abc import Mapping
from typing import Final

from nicegui import ui

from components.controls import link, sign

BASE: Final = '/sprints/settings'
PARTS: Final[Mapping[str, tuple[str, str, str]]] = {  # label, icon, what it is for
    '': ('Sites', 'hub', 'Which Jira is read, with which account and which of its fields.'),
    'boards': ('Boards', 'sprint', 'Boards that are followed, and those that can be added.'),
    'webhooks': ('Webhooks', 'webhook', 'Jira tells at once what has changed; without them it is asked every few '
                                        'minutes.'),
    'channels': ('Channels', 'campaign', 'Where reports are published and announced.'),
    'repositories': ('Repositories', 'code', 'Whose branches and pull requests name issues.')}
BOARD_PARTS: Final[Mapping[str, tuple[str, str, str]]] = {
    'columns': ('Columns', 'view_column', 'How statuses are read, and from when on.'),
    'disciplines': ('Disciplines', 'category', 'Kinds of work, and what says that an issue needs one.'),
    'members': ('Members', 'group', 'Who works on this board, on which days and on what.'),
    'rules': ('Rules', 'rule', 'How figures are counted.'),
    'values': ('Field rules', 'function', 'Values worked out from fields, tried on real issues first.')}


class PartList(ui.element):
    """`board` is the number of the board whose parts are listed, if any."""

    def __init__(self, part: str, board: int = 0) -> None:
        super().__init__('nav')
        self.classes('rt-setup-nav').props['aria-label'] = 'Settings of the board' if board else 'Settings'
        base = f'{BASE}/boards/{board}' if board else BASE
        with self:
            if board:
                link('All boards', f'{BASE}/boards', 'rt-setup-link', 'arrow_back')
            for name, (label, icon, _) in (BOARD_PARTS if board else PARTS).items():
                anchor = link(label, f'{base}/{name}' if name else base, 'rt-setup-link')
                if name == part:
                    anchor.props['aria-current'] = 'page'
                with anchor:
                    sign(icon, 18)
