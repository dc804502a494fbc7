"""Which field of a site plays which role: found by what it is, and confirmed or chosen where that is not sure."""

import re
from typing import Any, Final

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.sprints.jira.discovery import ROLES
from app.errors import Rejected
from app.events import SITES, SitesChanged
from app.services import audit
from app.services.sprints import deciding
from app.work import Work
from models.sprints import SprintBoard, SprintSite

FIELD: Final = re.compile(r'customfield_\d{1,12}|[a-z]{1,40}')
LONGEST: Final = 255


def confirm_field(work: Work, actor: Actor, site_id: int, role: str) -> None:
    """The one that was found is the right one."""
    demand(actor, 'sprints.publish')
    row = work.lock(SprintSite, site_id)
    found = row.fields.get(role)
    if not found or not found.get('id'):
        raise Rejected('No field was found for this.', 'sprints.field', role)
    _keep(work, actor, row, role, {**found, 'confirmed': True})


def choose_field(work: Work, actor: Actor, site_id: int, role: str, field: str, name: str) -> None:
    """Another one; empty: the site has none. The next read takes its values."""
    demand(actor, 'sprints.publish')
    row = work.lock(SprintSite, site_id)
    if role not in ROLES:
        raise Rejected('There is no such role.', 'sprints.role', 'role')
    if field and not FIELD.fullmatch(field):
        raise Rejected('Write the field as customfield_10016.', 'sprints.field', role)
    _keep(work, actor, row, role, {'id': field, 'name': name.strip()[:LONGEST] or field, 'confidence': '1',
                                   'confirmed': True, 'chosen': True})


def _keep(work: Work, actor: Actor, row: SprintSite, role: str, value: dict[str, Any]) -> None:
    before = row.fields.get(role, {})
    if before == value:
        return
    row.fields, row.version = {**row.fields, role: value}, row.version + 1
    if value['id']:
        row.field_names = {**row.field_names, value['id']: value['name']}
    audit.write(work, actor, 'sprints.choose_field', row.name, role, before={'field': _worded(before)},
                after={'field': _worded(value)})
    deciding.moved(work, *work.session.exec(select(SprintBoard.id).where(SprintBoard.site_id == row.id)).all())
    work.record(SitesChanged(SITES))


def _worded(field: dict[str, Any]) -> str:
    state = 'confirmed' if field.get('confirmed') else 'found'
    return f'{field.get("name", "")} ({field["id"]}), {state}' if field.get('id') else ''
