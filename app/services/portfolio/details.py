"""One item for whoever looks at it: as the plan has it, what the live plan has, its text, its past, where it shows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import nh3
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.views.details import Dispute, HistoryLine, ItemView, describe
from app.domain.portfolio.views.filtering import chosen
from app.services.portfolio import estimates, ground, views
from app.services.portfolio.looking import seen_by
from app.work import Work
from models.portfolio import PortfolioRevision, PortfolioText

LONGEST = 200_000  # bytes of a description that are shown
STEPS = 8  # of its history
TAGS = {'a', 'b', 'blockquote', 'br', 'code', 'div', 'em', 'h1', 'h2', 'h3', 'h4', 'hr', 'i', 'li', 'ol', 'p', 'pre',
        's', 'span', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul'}
SHORT = {'System.IterationPath': 'Iteration', 'System.State': 'State', 'System.Title': 'Title',
         'Microsoft.VSTS.Scheduling.StartDate': 'Start', 'Microsoft.VSTS.Scheduling.TargetDate': 'End'}


def view_item(work: Work, actor: Actor, scenario_id: int | None, item_id: int) -> ItemView:
    """Raises NotFound for what this person may not see."""
    seen = seen_by(work, actor, scenario_id)
    item = ground.demand_item(seen.portfolio, seen.sight, item_id)
    text = work.session.get(PortfolioText, item_id) if item_id > 0 else None
    view = describe(seen.portfolio, seen.before, item, text.block_doubt if text else {})
    description, is_cut = cleaned(text.description if text else '')
    others = tuple((str(one.get('rel', '')), str(one.get('url', ''))) for one in (text.others if text else ()))
    return replace(view, description=description, is_cut=is_cut, others=others, history=_history(work, item_id),
                   roadmaps=_roadmaps(work, actor, seen.portfolio, seen.live, item_id),
                   estimate=estimates.latest(work, actor, item_id) if item_id in seen.before.items else None,
                   dispute=_dispute(view.dispute, actor))


def cleaned(description: str) -> tuple[str, bool]:
    """Without anything that acts or fetches; and whether its end is missing."""
    raw = description.encode()
    text = raw[:LONGEST].decode(errors='ignore')
    found = nh3.clean(text, tags=TAGS, attributes={'a': {'href'}}, url_schemes={'http', 'https', 'mailto'},
                      clean_content_tags={'script', 'style'}, link_rel='noopener noreferrer nofollow')
    return found, len(raw) > LONGEST


def _dispute(found: Dispute | None, actor: Actor) -> Dispute | None:
    return replace(found, may_settle=may(actor, 'portfolio.publish')) if found else None


def _history(work: Work, item_id: int) -> tuple[HistoryLine, ...]:
    """The last steps at the source, as far as they were read."""
    rows = work.session.exec(select(PortfolioRevision).where(PortfolioRevision.item_id == item_id)
                             .order_by(col(PortfolioRevision.rev).desc()).limit(STEPS))
    return tuple(HistoryLine(row.at, row.by, _changed(row.changed)) for row in rows)


def _changed(changed: Mapping[str, Any]) -> str:
    return '; '.join(f'{SHORT.get(name, name.rpartition(".")[2].capitalize())} {_pair(values)}'
                     for name, values in changed.items()) or 'no field that is kept'


def _pair(values: Any) -> str:
    if isinstance(values, list | tuple) and len(values) == 2:
        return f'{values[0] or "none"} → {values[1] or "none"}'
    return str(values)


def _roadmaps(work: Work, actor: Actor, portfolio: Portfolio, live: Portfolio | None,
              item_id: int) -> tuple[tuple[int, str], ...]:
    """Saved views in which it can be seen."""
    return tuple((view.id, view.name) for view in views.list_views(work, actor)
                 if item_id in chosen(portfolio, view.looks.filter, before=live).shown)
