"""/admin/health — checks, figures, processes and settings."""

from functools import partial

from app import health
from app.domain.access import may
from app.domain.health import Check
from app.domain.portfolio.sources.views import SourceView
from app.events import HEALTH, SOURCES
from app.realtime import follow
from app.services.ops import processes
from app.services.people import sessions
from app.services.portfolio import sources
from components.controls import Text, block
from components.health import CheckList, HealthView, settings_table
from components.moments import ago
from pages.kit import Visitor, action, look, member, page
from pages.people.directory import HEALTH_TAB, admin_frame


@page('/admin/health', 'Health')
async def health_page() -> None:
    who = await member()
    with (await admin_frame(who, HEALTH_TAB)).content, block('rt-page'):
        with block('rt-phead'), block('rt-grow'):
            Text('Health', tag='h1')
            Text('What /readyz and /metrics tell a monitoring system, for people.', 'rt-meta', 'div')
        await health.look()
        view = HealthView(partial(_steer, who) if may(who.me.actor, 'ops.operate') else None)
        await follow(HEALTH, sessions.looking, who.credential, health.view_figures, show=view.show)
        await _follow_sources(who)
        with block().style('margin-top: 16px'):
            settings_table(await look(who, health.list_settings))


async def _follow_sources(who: Visitor) -> None:
    """Whether the portfolio can be read; a source that cannot takes no part of Roundtable down."""
    with block().style('margin-top: 16px') as place:
        listed = CheckList('Portfolio sources')

    def show(found: tuple[SourceView, ...]) -> None:
        place.set_visibility(bool(found))
        listed.show(tuple(Check(one.name, one.is_ok, f'read {ago(one.ok_at)}' if one.is_ok else one.banner)
                          for one in found))
    await follow(SOURCES, sessions.looking, who.credential, sources.view_sources, show=show)


async def _steer(who: Visitor, name: str, is_draining: bool) -> None:
    await action(who, processes.drain if is_draining else processes.resume, name)()
    await health.look()
