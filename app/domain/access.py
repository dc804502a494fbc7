"""Who may do what: one function asked by every service, for every deed.

A person holds grants, a role in an area or everywhere; rights add up. What depends on the thing itself (who is Scrum
Master here?) is told by the caller as `thing`. A token may do what its owner may, within its scopes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import Forbidden, SignInNeeded

ROLES = ('viewer', 'member', 'planner', 'operator', 'publisher', 'finance', 'manager', 'admin')
PLANNING = ('planner', 'manager', 'admin')  # who plans an area, and so what runs for it
AREAS = ('poker', 'portfolio', 'sprints', 'seasons', 'ops')
EVERYWHERE = '*'
SCOPES = ('read', *(f'{area}:{deed}' for area in ('people', *AREAS) for deed in ('read', 'write')),
          'portfolio:publish', 'sprints:publish', 'ops:run', 'admin')


@dataclass(frozen=True)
class Credential:
    """What a request proves its sender with: the hash of a cookie or token, and of which kind."""
    kind: str  # session, guest, token
    key: str
    address: str = ''


@dataclass(frozen=True)
class Grant:
    role: str
    area: str = EVERYWHERE


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, a guest, or the system itself."""
    identity: str  # person:7, guest:…, system
    name: str
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] | None = None  # None: no token, nothing is cut off
    zone: str = 'UTC'
    proved_at: datetime | None = None  # when the password was last given; None where there is none to give

    @property
    def is_guest(self) -> bool:
        return self.identity.startswith('guest:')

    @property
    def person_id(self) -> int:
        if not self.identity.startswith('person:'):
            raise SignInNeeded('Sign in first.')
        return int(self.identity.removeprefix('person:'))

    def has_role(self, *roles: str, area: str = EVERYWHERE) -> bool:
        return any(grant.role in roles and grant.area in (EVERYWHERE, area) for grant in self.grants)

    @property
    def is_admin(self) -> bool:
        return self.has_role('admin')


SYSTEM = Actor('system', 'Roundtable', (Grant('admin'),))


@dataclass(frozen=True)
class Standing:
    """What somebody is at one poker table."""
    is_member: bool = False
    is_host: bool = False
    is_voter: bool = False
    is_everyones: bool = False  # this table lets every voter do what is asked
    guests_welcome: bool = True


@dataclass(frozen=True)
class Errand:
    """What a run is to somebody: the area and kind of its command, whether it is theirs."""
    area: str = 'ops'
    is_process: bool = False
    is_export: bool = False
    is_own: bool = False


@dataclass(frozen=True)
class Desk:
    """What somebody is on one board."""
    is_lead: bool = False
    sees_people: bool = False  # holds the right to figures of persons, where the board has them


@dataclass(frozen=True)
class Reach:
    """Whether what somebody means to do in a season lies within the branches and clusters that are theirs."""
    is_within: bool = True
    is_own: bool = False  # they asked for it themselves


@dataclass(frozen=True)
class Rule:
    """`allows` decides; `scope` is what a token needs; `refusal` is what a person is told."""
    scope: str
    allows: Callable[[Actor, Any], bool]
    refusal: str = 'You may not do that.'


def may(actor: Actor, deed: str, thing: Any = None) -> bool:
    rule = RULES[deed]
    return _in_scope(actor, rule.scope) and rule.allows(actor, thing)


def demand(actor: Actor, deed: str, thing: Any = None) -> None:
    """Raises Forbidden with what to tell the person, or the scope that a token lacks."""
    rule = RULES[deed]
    if not _in_scope(actor, rule.scope):
        raise Forbidden(f'This token lacks the scope “{rule.scope}”.', 'auth.scope')
    if not rule.allows(actor, thing):
        raise Forbidden(rule.refusal)


def eyes(actor: Actor) -> Actor:
    """As whom somebody looks at Operations. To operators all runs are alike, whosever they are: one look at what has
    changed serves all of them.
    """
    return Actor('operator', 'Operators', actor.grants) if _operates(actor) else actor


def _in_scope(actor: Actor, scope: str) -> bool:
    if actor.scopes is None or scope in actor.scopes:
        return True
    return scope.endswith(':read') and 'read' in actor.scopes


def _person(actor: Actor, _thing: Any) -> bool:
    return actor.identity.startswith('person:')


def _screen_only(actor: Actor, _thing: Any) -> bool:
    """Not with a token: it must not make its own successor."""
    return _person(actor, None) and actor.scopes is None


def _admin(actor: Actor, _thing: Any) -> bool:
    return actor.is_admin


def _colleague(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*ROLES[1:]) or any(grant.area != EVERYWHERE and grant.role in ROLES[1:]
                                             for grant in actor.grants)


def _host(_actor: Actor, at: Standing) -> bool:
    return at.is_host


def _host_or_everyone(_actor: Actor, at: Standing) -> bool:
    return at.is_host or (at.is_voter and at.is_everyones)


def _voter(_actor: Actor, at: Standing) -> bool:
    return at.is_member and at.is_voter


def _member(_actor: Actor, at: Standing) -> bool:
    return at.is_member


def _welcome(actor: Actor, at: Standing) -> bool:
    return at.is_member or at.guests_welcome or not actor.is_guest


def _in_ops(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*ROLES, area='ops')


def _operates(actor: Actor) -> bool:
    return actor.has_role('operator', 'admin', area='ops')


def _sees_run(actor: Actor, run: Errand) -> bool:
    return _in_ops(actor, None) or run.is_own or actor.has_role(*ROLES, area=run.area)


def _sees_output(actor: Actor, run: Errand) -> bool:
    return _operates(actor) or (run.is_own and _colleague(actor, None))


def _starts(actor: Actor, run: Errand) -> bool:
    if _operates(actor):
        return True
    return not run.is_process and actor.has_role(
        *(ROLES[1:] if run.is_export else PLANNING), area=run.area)


def _uploads(actor: Actor, _thing: Any) -> bool:
    """Whoever may start something, somewhere."""
    return any(grant.role in ROLES[1:] for grant in actor.grants)


def _stops(actor: Actor, run: Errand) -> bool:
    return _operates(actor) or (run.is_own and _colleague(actor, None))


def _schedules(actor: Actor, run: Errand) -> bool:
    return _operates(actor) or (not run.is_process and actor.has_role(*PLANNING, area=run.area))


def _in_portfolio(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*ROLES, area='portfolio')


def _plans_portfolio(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*PLANNING, area='portfolio')


def _in_sprints(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*ROLES, area='sprints')


def _plans_sprints(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*PLANNING, area='sprints')


def _leads(actor: Actor, desk: Any) -> bool:
    """Without a desk: on any board."""
    return _plans_sprints(actor, None) or (_in_sprints(actor, None) and isinstance(desk, Desk) and desk.is_lead)


def _sees_people(actor: Actor, desk: Any) -> bool:
    return _in_sprints(actor, None) and isinstance(desk, Desk) and desk.sees_people


def _in_seasons(actor: Actor, _thing: Any) -> bool:
    return actor.has_role(*ROLES, area='seasons')


def _in_season(*roles: str) -> Callable[[Actor, Any], bool]:
    """Within their own branches and clusters; without a reach: anywhere."""
    return lambda actor, reach: actor.has_role(*roles, area='seasons') and (
        not isinstance(reach, Reach) or reach.is_within)


def _judges_season(actor: Actor, reach: Any) -> bool:
    """Nobody approves what they asked for."""
    return _in_season('manager', 'admin')(actor, reach) and not (
        isinstance(reach, Reach) and reach.is_own)


SCRUM_MASTER = 'Only the Scrum Master can do that.'
SEATED = 'Take a seat first.'

RULES: Mapping[str, Rule] = {
    'people.own_look': Rule('people:read', _person, 'Sign in to do that.'),
    'people.own': Rule('people:write', _person, 'Sign in to do that.'),
    'people.own_secrets': Rule('people:write', _screen_only, 'Sign in on a page to do that.'),
    'people.directory': Rule('people:read', _colleague, 'Ask an admin for a role to see the directory.'),
    'people.admin': Rule('admin', _admin, 'Only admins can do that.'),
    'audit.read': Rule('admin', _admin, 'Only admins can read the audit trail.'),
    'system.health': Rule('admin', _admin, 'Only admins can see this.'),
    'system.backups': Rule('admin', _admin, 'Only admins can make and fetch backups.'),

    'poker.look': Rule('poker:read', lambda actor, at: at is None or at.is_member or not actor.is_guest, SEATED),
    'poker.open': Rule('poker:write', _welcome, 'Guests cannot open tables here. Sign in to open one.'),
    'poker.join': Rule('poker:write', _welcome, 'This table is only for people with an account.'),
    'poker.play': Rule('poker:write', _member, SEATED),
    'poker.raise_hand': Rule('poker:write', _voter, 'You are watching. Become a voter to raise your hand.'),
    'poker.host': Rule('poker:write', _host, SCRUM_MASTER),
    'poker.reveal': Rule('poker:write', _host_or_everyone, SCRUM_MASTER),
    'poker.move_on': Rule('poker:write', _host_or_everyone, SCRUM_MASTER),
    'poker.stories': Rule('poker:write', _host_or_everyone, SCRUM_MASTER),
    'poker.save': Rule('poker:write', _host_or_everyone, SCRUM_MASTER),
    'poker.close': Rule('poker:write', lambda actor, at: at.is_host or actor.is_admin, SCRUM_MASTER),
    'poker.export': Rule('poker:read', lambda actor, at: at.is_member or _colleague(actor, None),
                         'Only people who were at the table can take its results away.'),
    'poker.history': Rule('poker:read', lambda actor, at: at.is_member or _colleague(actor, None),
                          'Only people who were at the table can see its results.'),
    'poker.own_decks': Rule('poker:write', _person, 'Sign in to make decks of your own.'),
    'poker.shared_decks': Rule('poker:write', lambda actor, _: actor.has_role('planner', 'manager', 'admin',
                                                                             area='poker'),
                               'Only planners can make decks for everyone.'),

    'ops.look': Rule('ops:read', _in_ops, 'Ask an admin for a role in Operations.'),
    'ops.see': Rule('ops:read', _sees_run, 'Ask an admin for a role in Operations.'),
    'ops.output': Rule('ops:read', _sees_output, 'Only operators can read what other people’s runs wrote.'),
    'ops.start': Rule('ops:run', _starts, 'Only operators can start this.'),
    'ops.upload': Rule('ops:run', _uploads, 'Only people who may start something can upload files for it.'),
    'ops.stop': Rule('ops:run', _stops, 'Only operators can stop other people’s runs.'),
    'ops.note': Rule('ops:write', _stops, 'Only operators can do that to other people’s runs.'),
    'ops.approve': Rule('ops:write', lambda actor, _: actor.has_role('manager', 'admin', area='ops'),
                        'Only managers can approve runs.'),
    'ops.decide': Rule('ops:write', lambda actor, _: actor.has_role('operator', 'manager', 'admin', area='ops'),
                       'Only operators and managers can decide that.'),
    'ops.schedule': Rule('ops:write', _schedules, 'Only operators can change when this runs.'),
    'ops.operate': Rule('ops:write', lambda actor, _: _operates(actor), 'Only operators can do that.'),
    'ops.admin': Rule('admin', lambda actor, _: actor.has_role('admin', area='ops'), 'Only admins can do that.'),
    'ops.secrets': Rule('admin', lambda actor, _: actor.has_role('admin', area='ops') and actor.scopes is None,
                        'Only admins can set secrets that everybody’s runs use.'),
    'ops.secret_names': Rule('ops:read', lambda actor, _: _colleague(actor, None), 'Ask an admin for a role.'),

    'portfolio.look': Rule('portfolio:read', _in_portfolio, 'Ask an admin for a role in the portfolio.'),
    'portfolio.own': Rule('portfolio:write', _in_portfolio, 'Ask an admin for a role in the portfolio to keep views.'),
    'portfolio.plan': Rule('portfolio:write', _plans_portfolio, 'Only planners can change plans.'),
    'portfolio.publish': Rule('portfolio:publish', lambda actor, _: actor.has_role('publisher', 'manager', 'admin',
                                                                                  area='portfolio'),
                              'Only publishers and managers can publish to the source.'),
    'portfolio.cost': Rule('portfolio:read', lambda actor, _: actor.has_role('finance', 'manager', 'admin',
                                                                            area='portfolio'),
                           'Ask an admin for the right to see cost.'),
    'portfolio.admin': Rule('admin', lambda actor, _: actor.has_role('admin', area='portfolio'),
                            'Only admins can set the portfolio up.'),

    'sprints.look': Rule('sprints:read', _in_sprints, 'Ask an admin for a role in Sprints.'),
    'sprints.own': Rule('sprints:write', _in_sprints, 'Ask an admin for a role in Sprints to keep favourites.'),
    'sprints.capacity': Rule('sprints:write', _leads, 'Only planners and leads of the team can change its capacity.'),
    'sprints.plan': Rule('sprints:write', _plans_sprints, 'Only planners can do that.'),
    'sprints.publish': Rule('sprints:publish', lambda actor, _: actor.has_role('publisher', 'manager', 'admin',
                                                                              area='sprints'),
                            'Only publishers and managers can publish and map.'),
    'sprints.people': Rule('sprints:read', _sees_people,
                           'Figures of persons are only for those who were given the right.'),
    'sprints.admin': Rule('admin', lambda actor, _: actor.has_role('admin', area='sprints'),
                          'Only admins can connect Jira.'),

    'seasons.look': Rule('seasons:read', _in_seasons, 'Ask an admin for a role in Seasons.'),
    'seasons.own': Rule('seasons:write', _in_seasons, 'Ask an admin for a role in Seasons to keep layouts.'),
    'seasons.plan': Rule('seasons:write', _in_season('planner', 'manager', 'admin'),
                         'Only planners of this branch and cluster can change the plan.'),
    'seasons.buy': Rule('seasons:write', _in_season('member', 'manager', 'admin'),
                        'Only buyers of this branch and cluster can do that.'),
    'seasons.ask': Rule('seasons:write', _in_season('member', 'planner', 'manager', 'admin'),
                        'Only buyers and planners of this branch and cluster can ask for that.'),
    'seasons.manage': Rule('seasons:write', _in_season('manager', 'admin'), 'Only managers can do that.'),
    'seasons.approve': Rule('seasons:write', _judges_season,
                            'Only managers can decide that, and nobody decides what they asked for.'),
    'seasons.admin': Rule('admin', lambda actor, _: actor.has_role('admin', area='seasons'),
                          'Only admins can do that.'),
}
