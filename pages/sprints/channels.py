"""Settings of what leaves the house: channels, wikis and repositories, as panels of /sprints/settings."""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.domain.access import may
from app.errors import AppError
from app.events import CHANNELS
from app.realtime import follow
from app.services.people import accounts, sessions
from app.services.sprints import announcements, boards, channels, git_links
from components.feedback import problem_shown, toast
from components.sprints.channel_panels import ChannelsCard, ChannelWishes, RepositoriesCard, RepositoryWishes
from pages.kit import Visitor, action, do, look
from pages.people.proof import proved

Deed = Callable[..., Any]


async def channels_panel(who: Visitor) -> ChannelsCard:
    """To be built inside a page; it keeps itself up to date."""
    found = {one.id: one.name for one in await look(who, boards.list_boards)}
    is_admin = may(who.me.actor, 'sprints.admin')
    people = {one.id: one.name for one in await look(who, accounts.list_people)} if is_admin else {}
    card = ChannelsCard(found, people, _channel_wishes(who) if is_admin else None,
                        await look(who, announcements.has_links))
    await follow(CHANNELS, sessions.looking, who.credential, channels.list_channels, show=card.show)
    return card


async def repositories_panel(who: Visitor) -> RepositoriesCard:
    sites = {one.id: one.name for one in await look(who, boards.list_sites)}
    is_admin = may(who.me.actor, 'sprints.admin')
    card = RepositoriesCard(sites, _repository_wishes(who) if is_admin else None)
    await follow(CHANNELS, sessions.looking, who.credential, git_links.list_repositories, show=card.show)
    return card


def _channel_wishes(who: Visitor) -> ChannelWishes:
    return ChannelWishes(
        add=partial(_kept, who, channels.add_channel, 'Channel added'),
        change=partial(_kept, who, channels.change_channel, 'Channel saved'),
        switch=action(who, channels.switch_channel), remove=partial(_sealed, who, channels.remove_channel, 'Removed'),
        try_out=action(who, announcements.try_out, done='A trial is on its way'))


def _repository_wishes(who: Visitor) -> RepositoryWishes:
    return RepositoryWishes(
        add=partial(_kept, who, git_links.add_repository, 'Repository added'),
        keep_token=partial(_kept, who, git_links.keep_token, 'Token kept'),
        make_hook=action(who, git_links.make_hook),
        remove=partial(_sealed, who, git_links.remove_repository, 'Removed'),
        sync=action(who, git_links.sync_now, done='Being read'))


async def _kept(who: Visitor, service: Deed, done: str, *given: Any, **more: Any) -> bool:
    """Whether it was kept; whoever keeps a secret proves first who they are. Refusals are shown beside the fields."""
    async def deed() -> bool:
        await do(who, service, *given, **more)
        return True
    if await proved(who, deed):
        toast(done)
        return True
    return False


async def _sealed(who: Visitor, service: Deed, done: str, *given: Any) -> None:
    try:
        await _kept(who, service, done, *given)
    except AppError as refusal:
        problem_shown(refusal)
