"""/poker/history — sessions that are over; /poker/history/{id} — one of them."""

from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app.domain.poker.views import Session
from app.services.poker import history
from components.controls import Text, block, link
from components.palette import Hit
from components.poker.history import HistoryList, SessionView, export_links, session_meta
from pages.kit import Visitor, look, member, page, visitor
from pages.palette import offer
from pages.poker.tabs import HISTORY_TAB, estimate_frame

LIMIT = 50

offer(Hit('Go to', 'History of estimates', '/poker/history', 'history', 'Estimate'))


@page('/poker/history', 'History')
async def history_page(text: str = '', skip: int = 0) -> None:
    who = await member()
    shell = await estimate_frame(who, HISTORY_TAB)
    with shell.content, block('rt-page'):
        with block('rt-phead'), block('rt-grow'):
            Text('History', tag='h1')
            Text('Tables that are over, with every round. There is no ranking of people.', 'rt-meta', 'div')
        listed = HistoryList(partial(_find, who), LIMIT, text, max(0, skip))
        await listed.look()
    shell.shortcuts.add('/', 'Filter', lambda: listed.text.run_method('focus'), 'History')


@page('/poker/history/{table_id}', 'Results')
async def session_page(table_id: str) -> None:
    who = await visitor()
    session = await look(who, history.view_session, table_id)
    shell = await estimate_frame(who, HISTORY_TAB, session.name)
    with shell.content, block('rt-page'):
        with block('rt-phead'):
            with block('rt-grow'):
                Text(session.name, tag='h1')
                Text(session_meta(session), 'rt-meta', 'div')
            if session.closed_at is None:
                link('To the table', f'/poker/{table_id}', 'rt-btn', 'arrow_back')
            with block('rt-row'):
                export_links(table_id)
        SessionView(session, await look(who, history.view_results, table_id))


async def _find(who: Visitor, text: str, skip: int) -> tuple[tuple[Session, ...], int]:
    query = {name: value for name, value in (('text', text), ('skip', skip)) if value}
    ui.navigate.history.replace(f'/poker/history?{urlencode(query)}' if query else '/poker/history')
    found: tuple[tuple[Session, ...], int] = await look(who, history.list_sessions, text, skip, LIMIT)
    return found
