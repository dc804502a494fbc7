"""/sprints/boards/{b}/disputes — what was decided here and what Jira says by now, to be settled."""

from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand
from app.domain.sprints.queue.settling import CLEAR, KEEP, TAKE, Dispute
from app.domain.sprints.setup.standing import BoardView
from app.events import board_topic, queue_topic
from app.realtime import follow
from app.services.sprints import boards, overrides, settling
from components.controls import block
from components.feedback import refusals_shown, toast
from components.sprints.disputes import DisputeList
from pages.kit import Visitor, do, look, member, page
from pages.sprints.notes import demo_note
from pages.sprints.tabs import QUEUE_TAB, board_frame

DONE = {KEEP: 'Ours goes on to count', TAKE: 'What Jira says counts', CLEAR: 'Neither of them counts'}


@page('/sprints/boards/{board_id}/disputes', 'Ours and Jira’s')
async def disputes_page(board_id: int) -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    board: BoardView = await look(who, boards.view_board, board_id)
    may_settle = await look(who, settling.may_settle, board_id)
    shell = await board_frame(who, QUEUE_TAB, board_id, board.name)
    with shell.content, block('rt-body'), block('rt-page'):
        demo_note(board)
        listed = DisputeList(partial(_settle, who, board_id), may_settle, f'/sprints/boards/{board_id}/queue')
        with block().style('display: none'):
            await follow((board_topic(board_id), queue_topic(board_id)), settling.watch_disputes, board_id,
                         show=listed.show)
    shell.shortcuts.add('G B', 'Go to the boards', lambda: ui.navigate.to('/sprints'), 'Ours and Jira’s')


async def _settle(who: Visitor, board_id: int, one: Dispute, choice: str) -> None:
    with refusals_shown():
        ended = await do(who, settling.settle, board_id, one.id, choice, one.mark)
        toast(f'{one.key}: {DONE[choice].lower()}', partial(_again, who, board_id, ended) if choice == TAKE else None)


async def _again(who: Visitor, board_id: int, ended: Any) -> None:
    with refusals_shown():
        await do(who, overrides.hold_again, board_id, ended)
