"""How it looks: the style sheets as one file with a versioned address, the mark, and which theme holds."""

from hashlib import sha256
from pathlib import Path

from nicegui import ui

SHEETS = ('tokens', 'base', 'shell', 'parts', 'people', 'poker', 'ops', 'reports', 'portfolio', 'timeline', 'sprints',
          'seasons', 'open_to_buy', 'plan_grid')
STYLE = '\n'.join((Path(__file__).parent / f'{name}.css').read_text() for name in SHEETS)
STYLE_ADDRESS = f'/static/{sha256(STYLE.encode()).hexdigest()[:12]}/roundtable.css'

# A page that another took the place of without being loaded is not kept; jumps within a page have a hash.
LOAD_ON_RETURN = "addEventListener('popstate', () => location.hash || location.reload())"

# NiceGUI lets each event before the connection wait by itself, and the last one may come first. Where no greeting is
# needed they go to the socket at once, which keeps them in their order until it is connected.
IN_ORDER = '''{
  let isGreeted = false;
  Object.defineProperty(window, 'did_handshake', {
    get: () => isGreeted || window.socket?.io.opts.query?.implicit_handshake === true,
    set: (value) => { isGreeted = value; },
  });
}'''

THEMES = {'auto': None, 'light': False, 'dark': True}

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30"><rect width="30" height="30" rx="7" fill="#0c2f2c"/>'
    '<ellipse cx="15" cy="15" rx="6.6" ry="5" fill="none" stroke="#e3b04b" stroke-width="2"/><g fill="#f3faf8">'
    '<circle cx="15" cy="5.6" r="1.9"/><circle cx="24" cy="11" r="1.9"/><circle cx="24" cy="19" r="1.9"/>'
    '<circle cx="15" cy="24.4" r="1.9"/><circle cx="6" cy="19" r="1.9"/><circle cx="6" cy="11" r="1.9"/></g></svg>')

SEATS = ((15, 3.6), (26, 10), (26, 20), (15, 26.4), (4, 20), (4, 10))


class Theme(ui.dark_mode):
    """Light, dark, or what the system prefers."""

    def __init__(self, name: str) -> None:
        super().__init__(THEMES.get(name))

    def show(self, name: str) -> None:
        if self.value is not THEMES.get(name):
            self.set_value(THEMES.get(name))


def add_style_sheet() -> None:
    """Once, for all pages."""
    ui.add_head_html(f'<link rel="stylesheet" href="{STYLE_ADDRESS}">', shared=True)
    ui.add_head_html('<meta name="theme-color" content="#0c2f2c"><meta name="color-scheme" content="light dark">',
                     shared=True)
    ui.add_head_html(f'<script>{LOAD_ON_RETURN}\n{IN_ORDER}</script>', shared=True)


def one_main() -> None:
    """The framework's page element claims to be the main part of the page; which part is, is said by ours."""
    ground = ui.context.client.content.parent_slot
    if ground:
        ground.parent.tag = 'div'
        ground.parent.classes('q-page')


def mark(size: int = 30, people: str = '#f3faf8') -> ui.element:
    """Six people around a table."""
    with shape('svg', width=size, height=size, viewBox='0 0 30 30', role='img', aria_label='Roundtable') as drawing:
        shape('ellipse', cx=15, cy=15, rx=8.2, ry=6.2, fill='none', stroke='var(--rt-rail-mark)', stroke_width=2.4)
        for x, y in SEATS:
            shape('circle', cx=x, cy=y, r=2.3, fill=people)
    return drawing


def shape(tag: str, **attributes: object) -> ui.element:
    """An SVG element; underscores in names stand for hyphens."""
    element = ui.element(tag)
    with element.props.suspend_updates():
        for name, value in attributes.items():
            element.props[name.rstrip('_').replace('_', '-')] = str(value)
    return element
