"""Sites as runs see them: how they are read, in which state they are, and the names of their secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops.commands import SecretGrant
from app.domain.sprints.jira import following
from app.domain.sprints.jira.reading import FieldMap, RawField, RawLinkType, RawPriority, RawStatus, SiteInfo
from app.events import SITES, SitesChanged
from app.services import audit
from app.services.sprints import ground
from app.services.sprints.configured import rules_of
from app.work import Work
from models.sprints import (
    SprintBoard,
    SprintDiscipline,
    SprintFieldRule,
    SprintMapping,
    SprintSite,
    SprintStatus,
)

TOKEN: Final = SecretGrant('SPRINTS_JIRA_{site}', is_required=False,
                           help='Token with which the Jira of this number is read')
HOOK: Final = SecretGrant('SPRINTS_HOOK_{site}', is_required=False,
                          help='Secret with which the Jira of this number signs its deliveries')
TURN: Final = 7_200_000  # whoever keeps something of a site waits for the others; the number of the site is added


@dataclass(frozen=True)
class Site:
    """What a run needs to know of a site, beside its token."""
    id: int
    name: str
    kind: str
    url: str
    account: str
    zone: str
    options: Mapping[str, Any]
    fields: FieldMap
    is_known: bool  # its fields and statuses were read before


def token_name(site_id: int) -> str:
    return TOKEN.name.replace('{site}', str(site_id))


def hook_name(site_id: int) -> str:
    return HOOK.name.replace('{site}', str(site_id))


def to_read(work: Work, site_id: int) -> Site:
    """For runs. Raises NotFound."""
    row = work.get(SprintSite, site_id)
    return Site(row.id, row.name, row.kind, row.url, row.account, row.zone, dict(row.options),
                _field_map(work, row), bool(row.field_names))


def try_again(work: Work, actor: Actor, site_id: int) -> None:
    """After its token or address was changed: it is asked again as if nothing had been."""
    demand(actor, 'sprints.admin')
    row = work.lock(SprintSite, site_id)
    before = row.state
    _move(work, row, 'ok' if row.ok_at else 'new', '')
    audit.write(work, actor, 'sprints.try_site', row.name, before={'state': before}, after={'state': row.state})


def note_trouble(work: Work, site_id: int, state: str, text: str) -> None:
    """It does not answer as it should; what was read stays, with its age."""
    _move(work, work.lock(SprintSite, site_id), state, text)


def note_answered(work: Work, site_id: int, skew: int) -> None:
    """All that was asked for came; `skew` in ms."""
    row = work.lock(SprintSite, site_id)
    row.ok_at, row.skew = work.now, skew // 1000
    _move(work, row, 'ok', '')


def keep_facts(work: Work, site_id: int, info: SiteInfo, fields: Sequence[RawField], statuses: Sequence[RawStatus],
               priorities: Sequence[RawPriority], links: Sequence[RawLinkType]) -> None:
    """What a site is made of; boards follow where something of it is another."""
    work.take_turns(TURN + site_id)
    row = work.lock(SprintSite, site_id)
    row.fields = following.found_fields(row.fields, fields)
    if row.kind in ('cloud', 'server') and info.kind:
        row.kind = info.kind
    before = row.field_names, row.priorities, row.link_types
    row.priorities = [[one.id, one.name] for one in priorities] or row.priorities
    row.link_types = {one.id: one.name for one in links} or row.link_types
    row.field_names = _names(_field_map(work, row), fields)
    moved = keep_statuses(work, site_id, statuses, is_whole=True)
    if moved or before != (row.field_names, row.priorities, row.link_types):
        ground.move_site(work, site_id)


def keep_statuses(work: Work, site_id: int, statuses: Sequence[RawStatus], *, is_whole: bool) -> bool:
    """Whether one is new or another; `is_whole`: what is not among them the site does not list any more."""
    known = {row.status: row for row in work.session.exec(
        select(SprintStatus).where(SprintStatus.site_id == site_id).order_by(col(SprintStatus.status)))}
    moved, listed = False, {one.id: one for one in statuses}
    for one in listed.values():
        row = known.get(one.id)
        if row is None:
            work.session.add(SprintStatus(site_id=site_id, status=one.id, name=one.name or one.id,
                                          category=one.category, is_listed=is_whole))
            moved = True
        elif is_whole and (row.name, row.category, row.is_listed) != (one.name, one.category, True):
            row.name, row.category, row.is_listed, moved = one.name, one.category, True, True
    for number, row in known.items() if is_whole and listed else ():
        if number not in listed and row.is_listed:
            row.is_listed, moved = False, True
    work.session.flush()
    return moved


def _move(work: Work, row: SprintSite, state: str, text: str) -> None:
    if (row.state, row.error) != (state, text):
        row.since = work.now if row.state != state else row.since
        row.state, row.error = state, text
    work.record(SitesChanged(SITES))


def _field_map(work: Work, site: SprintSite) -> FieldMap:
    """Of the site, and what its boards count and map by."""
    boards = work.session.exec(select(SprintBoard).where(SprintBoard.site_id == site.id)).all()
    ids = [board.id for board in boards]
    estimates = set(work.session.exec(select(SprintMapping.estimate).where(col(SprintMapping.board_id).in_(ids))))
    own = work.session.exec(select(SprintDiscipline).where(col(SprintDiscipline.board_id).in_(ids)))
    estimates |= {row.rules.get('estimate', '') for row in own}
    rules = [rules_of(board.rules) for board in boards]
    others = {one for rule in rules for one in (rule.stakeholder_field, rule.discipline_field)}
    mapped = work.session.exec(select(SprintFieldRule).where(col(SprintFieldRule.board_id).in_(ids)))
    others |= {one for row in mapped for one in _sources(row.rule)}
    return following.field_map(site.fields, filter(None, estimates), filter(None, others))


def _sources(rule: Mapping[str, Any]) -> Sequence[str]:
    """Fields that a rule reads."""
    told = rule.get('fields') or rule.get('field') or ()
    return (told,) if isinstance(told, str) else tuple(one for one in told if isinstance(one, str))


def _names(fields: FieldMap, known: Sequence[RawField]) -> dict[str, str]:
    """Of those that are read."""
    read = {fields.sprint, fields.rank, fields.epic, fields.flagged, fields.owner, *fields.estimates, *fields.others}
    return {one.id: one.name for one in known if one.id in read}
