"""/admin/health — checks, figures, processes and settings."""

from functools import partial

from app import health
from app.domain.access import may
from app.events import HEALTH
from app.realtime import follow
from app.services.ops import processes
from app.services.people import sessions
from components.controls import Text, block
from components.health import HealthView, settings_table
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
        with block().style('margin-top: 16px'):
            settings_table(await look(who, health.list_settings))


async def _steer(who: Visitor, name: str, is_draining: bool) -> None:
    await action(who, processes.drain if is_draining else processes.resume, name)()
    await health.look()
