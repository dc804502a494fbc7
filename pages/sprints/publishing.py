"""“Publish to Confluence”: the button of a report, and the dialog behind it."""

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from app.domain.access import may
from app.domain.sprints.publishing.channels import CONFLUENCE
from app.domain.sprints.publishing.publishing import PublishDraft
from app.domain.sprints.publishing.wiki_report import Section
from app.services.sprints import channels, publications
from components.controls import Button
from components.feedback import refusals_shown, toast
from components.sprints.publish_dialog import PublishDialog
from pages.kit import Visitor, do, look

NO_WIKI = 'No Confluence is connected. An admin connects one in the settings of Sprints.'


def publish_button(who: Visitor, board_id: int, sprint_number: int) -> Button | None:
    """Only for those who may; None for others."""
    if not may(who.me.actor, 'sprints.publish'):
        return None
    return Button('Publish to Confluence', partial(open_dialog, who, board_id, sprint_number), icon='publish')


async def open_dialog(who: Visitor, board_id: int, sprint_number: int) -> None:
    with refusals_shown():
        wikis = [one for one in await look(who, channels.list_channels) if one.kind == CONFLUENCE and one.is_on
                 and one.board_id in (None, board_id)]
        if not wikis:
            toast(NO_WIKI)
            return
        former = await look(who, publications.list_publications, board_id, sprint_number)
        intro = former[0].draft.intro if former else ''
        found = await look(who, publications.preview, board_id, sprint_number, intro)
        with ui.context.client.content:
            PublishDialog(wikis, former, found, partial(_publish, who, board_id, sprint_number),
                          partial(_preview, who, board_id, sprint_number)).open()


async def _publish(who: Visitor, board_id: int, sprint_number: int, draft: PublishDraft) -> None:
    """Refusals are the dialog's to show, beside their fields."""
    run_id = await do(who, publications.publish, board_id, sprint_number, draft)
    toast(f'Being published: run {run_id}')


async def _preview(who: Visitor, board_id: int, sprint_number: int, intro: str) -> Sequence[Section]:
    found: Sequence[Section] = await look(who, publications.preview, board_id, sprint_number, intro)
    return found
