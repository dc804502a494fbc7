"""Sites: which Jiras are read, with which account, and the token that opens them, which nobody is ever shown."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.sprints.jira.reading import CLOUD, SERVER
from app.domain.sprints.setup.site_setup import Given, SiteDraft, checked_site
from app.errors import Rejected
from app.events import SITES, SitesChanged
from app.integrations.jira.address import is_cloud, normalised
from app.services import audit, secrets
from app.services.ops import queue
from app.services.sprints import deciding, sites
from app.work import Work
from models.sprints import SprintBoard, SprintSite

LOOK, ADD_BOARD, DEMO = 'sprints.look', 'sprints.add_board', 'sprints.demo_data'


def given(work: Work, actor: Actor) -> Given:
    """What the environment says, for whoever connects a site."""
    demand(actor, 'sprints.admin')
    jira = work.policy.jira
    return Given(jira.url, jira.email, bool(jira.token))


def add_site(work: Work, actor: Actor, draft: SiteDraft) -> int:
    """Returns its id. The first one is the default; a look at it says who we are there."""
    demand(actor, 'sprints.admin')
    work.take_turns(deciding.TURN)
    draft, kind = _checked(draft)
    _demand_free(work, draft.name)
    is_first = not work.session.exec(select(SprintSite.id).where(SprintSite.kind != 'demo').limit(1)).first()
    row = deciding.added(work, actor, SprintSite(
        name=draft.name, kind=kind, url=draft.url, account=draft.account, is_default=is_first, since=work.now,
        options={'writes_estimates': draft.writes_estimates}), 'sprints.add_site', draft.name)
    work.record(SitesChanged(SITES))
    return row.id


def change_site(work: Work, actor: Actor, site_id: int, draft: SiteDraft, version: int | None = None) -> None:
    """On another host its token is worth nothing, and is forgotten."""
    demand(actor, 'sprints.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, SprintSite, site_id, version)
    _demand_ours(row)
    draft, kind = _checked(draft)
    _demand_free(work, draft.name, site_id)
    if urlsplit(row.url).netloc != urlsplit(draft.url).netloc:
        _forget_secrets(work, actor, site_id)
    values: dict[str, Any] = {'name': draft.name, 'url': draft.url, 'account': draft.account,
                              'options': {**row.options, 'writes_estimates': draft.writes_estimates}}
    if (row.url, row.account) != (draft.url, draft.account):
        values |= {'kind': kind, 'account_name': '', 'state': 'ok' if row.ok_at else 'new', 'error': '',
                   'since': work.now}
    deciding.changed(work, actor, row, values, 'sprints.change_site', draft.name)
    _note(work, site_id)


def make_default(work: Work, actor: Actor, site_id: int) -> None:
    demand(actor, 'sprints.admin')
    work.take_turns(deciding.TURN)
    row = work.lock(SprintSite, site_id)
    former = work.session.exec(select(SprintSite).where(col(SprintSite.is_default), SprintSite.id != site_id)).all()
    for one in former:
        one.is_default = False
    row.is_default = True
    audit.write(work, actor, 'sprints.default_site', row.name, before={'site': ', '.join(one.name for one in former)},
                after={'site': row.name})
    work.record(SitesChanged(SITES))


def keep_token(work: Work, actor: Actor, site_id: int, value: str) -> str:
    """Instead of the former one; empty takes the one of the environment. Says what whoever sets it should know."""
    demand(actor, 'people.own_secrets')
    demand(actor, 'sprints.admin')
    row = work.get(SprintSite, site_id)
    _demand_ours(row)
    token = value.strip() or _of_environment(work, row)
    if not token:
        raise Rejected('Enter the token.', 'sprints.token', 'token')
    warning = secrets.keep(work, actor, sites.token_name(site_id), token, deed='sprints.admin')
    sites.try_again(work, actor, site_id)
    return warning


def forget_token(work: Work, actor: Actor, site_id: int) -> None:
    """What was read stays; nothing is read until there is another."""
    demand(actor, 'people.own_secrets')
    demand(actor, 'sprints.admin')
    work.get(SprintSite, site_id)
    secrets.forget(work, actor, sites.token_name(site_id), deed='sprints.admin')
    work.record(SitesChanged(SITES))


def look(work: Work, actor: Actor, site_id: int) -> int:
    """Ask what the site answers; returns the run, or the one that looks already."""
    demand(actor, 'sprints.admin')
    work.get(SprintSite, site_id)
    return queue.ask_for(work, actor, queue.Wanted(LOOK, {'site': site_id})).run_id


def add_board(work: Work, actor: Actor, site_id: int, number: int) -> int:
    """A run asks the site how the board is made up, keeps it and begins to read it; returns that run."""
    demand(actor, 'sprints.admin')
    site = work.get(SprintSite, site_id)
    if work.session.exec(select(SprintBoard.id).where(SprintBoard.site_id == site_id,
                                                      SprintBoard.number == number)).first():
        raise Rejected('This board is here already.', 'sprints.board_known', 'number')
    audit.write(work, actor, 'sprints.ask_for_board', f'board {number}', site.name)
    return queue.ask_for(work, actor, queue.Wanted(ADD_BOARD, {'site': site_id, 'number': number})).run_id


def use_demo(work: Work, actor: Actor, size: str = 'small') -> int:
    """Ask for demo data; it is a site of its own and never mixed with another. Returns the run."""
    demand(actor, 'sprints.admin')
    if work.session.exec(select(SprintSite.id).where(SprintSite.kind == 'demo')).first():
        raise Rejected('The demo is here already.', 'sprints.demo_known')
    return queue.ask_for(work, actor, queue.Wanted(DEMO, {'size': size})).run_id


def _checked(draft: SiteDraft) -> tuple[SiteDraft, str]:
    url = normalised(draft.url)
    in_cloud = is_cloud(urlsplit(url).hostname or '')
    draft = replace(checked_site(draft, in_cloud), url=url)
    return draft, CLOUD if in_cloud or draft.account else SERVER


def _demand_free(work: Work, name: str, site_id: int = 0) -> None:
    if work.session.exec(select(SprintSite.id).where(func.lower(SprintSite.name) == name.lower(),
                                                     SprintSite.id != site_id)).first():
        raise Rejected(f'There is a site called “{name}” already.', 'sprints.name_taken', 'name')


def _demand_ours(row: SprintSite) -> None:
    if row.kind not in (CLOUD, SERVER):
        raise Rejected('Only a Jira has an address and a token.', 'sprints.not_jira')


def _of_environment(work: Work, row: SprintSite) -> str:
    """It was given for one place: no other is shown it."""
    jira = work.policy.jira
    same = jira.url and urlsplit(normalised(jira.url)).netloc == urlsplit(row.url).netloc
    return jira.token if same else ''


def _forget_secrets(work: Work, actor: Actor, site_id: int) -> None:
    secrets.forget_named(work, actor, [sites.token_name(site_id), sites.hook_name(site_id)], 'sprints.admin')


def _note(work: Work, site_id: int) -> None:
    """Boards say the name of their site, so their copies are made anew."""
    boards = work.session.exec(select(SprintBoard.id).where(SprintBoard.site_id == site_id)).all()
    deciding.moved(work, *boards)
    work.record(SitesChanged(SITES))
