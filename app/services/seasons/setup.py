"""What admins decide about a season: how orders are checked, what counts, and who works on what."""

from dataclasses import asdict

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Nodes
from app.domain.seasons.season import SeasonRules
from app.domain.seasons.setup_views import PersonLimit, SetupView, demand_rules
from app.domain.seasons.steps import DETAILS
from app.domain.seasons.waterfall import effect_of
from app.errors import Conflict, NotFound, Rejected
from app.events import SeasonChanged, orders_topic, season_topic
from app.services import audit
from app.services.seasons.days import rolled_before
from app.services.seasons.doors import begin, enter
from app.services.seasons.ground import find_axes, rules_of, seen_season, stored_rules
from app.services.seasons.masters.rates import rates_into
from app.services.seasons.moves import encoded, tell_move
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.people import Person, PersonGrant
from models.seasons import Season, SeasonLimit


def keep_rules(work: Work, actor: Actor, code: str, rules: SeasonRules, version: int | None = None) -> None:
    """Until the season is locked; orders that were checked before stay as they are."""
    demand(actor, 'seasons.admin')
    row = enter(work, code)
    if version is not None and row.version != version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', row.version)
    demand_rules(rules)
    before, figures = rules_of(row), rolled_before(work, row.id)
    if before == rules:
        return
    row.rules, row.version = stored_rules(rules), row.version + 1
    work.session.flush()
    tell_move(work, row.id, 'rules', 'The rules of the season changed', actor,
              encoded(figures.axes, effect_of(figures, rolled_of(work, row.id))))
    audit.write(work, actor, 'seasons.change_rules', row.code, row.name, asdict(before), asdict(rules))
    work.record(SeasonChanged(season_topic(row.id)))
    work.record(SeasonChanged(orders_topic(row.id)))


def keep_limit(work: Work, actor: Actor, code: str, identity: str, branches: tuple[str, ...],
               clusters: tuple[str, ...]) -> None:
    """Without any of both somebody works on everything that their role lets them."""
    demand(actor, 'seasons.admin')
    row = enter(work, code)
    axes = find_axes(work, row.id)
    _demand_nodes(branches, axes.category_nodes, 'branches')
    _demand_nodes(clusters, axes.location_nodes, 'clusters')
    person = next((one for one in _people(work, row.id) if one.identity == identity), None)
    if person is None:
        raise NotFound('Nobody of that identity has a role in the seasons.')
    limit = work.session.get(SeasonLimit, (row.id, identity))
    if not branches and not clusters:
        if limit:
            work.session.delete(limit)
    elif limit:
        limit.branches, limit.clusters = list(branches), list(clusters)
    else:
        work.session.add(SeasonLimit(season_id=row.id, identity=identity, branches=list(branches),
                                     clusters=list(clusters)))
    work.session.flush()
    audit.write(work, actor, 'seasons.limit', row.code, f'{row.name}: {person.name}',
                {'branches': ', '.join(person.branches), 'clusters': ', '.join(person.clusters)},
                {'branches': ', '.join(branches), 'clusters': ', '.join(clusters)})
    work.record(SeasonChanged(season_topic(row.id)))


def keep_plan_rates(work: Work, actor: Actor, code: str) -> None:
    """Take the exchange rates of today for this season; only before anything is planned with them."""
    demand(actor, 'seasons.admin')
    row = begin(work, code, DETAILS)
    before = dict(row.rates)
    row.rates = {key: str(rate) for key, rate in rates_into(work, row.currency, work.now.date()).items()}
    row.version += 1
    work.session.flush()
    audit.write(work, actor, 'seasons.plan_rates', row.code, row.name, before, row.rates)
    work.record(SeasonChanged(season_topic(row.id)))


def view_setup(work: Work, actor: Actor, code: str) -> SetupView:
    return watch_setup(work, seen_season(work, actor, code).id)


def watch_setup(work: Work, season_id: int) -> SetupView:
    """For pages: shared by all who watch."""
    row, axes = work.get(Season, season_id), find_axes(work, season_id)
    return SetupView(rules_of(row), row.version, _people(work, season_id), _named(axes.category_nodes),
                     _named(axes.location_nodes))


def _named(nodes: Nodes) -> dict[str, str]:
    """Branches and clusters, indented by how deep they lie; no single leaf of a deeper tree."""
    return {key: f'{"– " * (one.level - 1)}{one.name}' for key, one in nodes.items()
            if one.level and (not one.is_leaf or one.level == 1)}


def _demand_nodes(keys: tuple[str, ...], nodes: Nodes, field: str) -> None:
    if unknown := [key for key in keys if key not in nodes or not key]:
        raise Rejected(f'This season has no {unknown[0] or "such part"}.', 'seasons.unknown', field)


def _people(work: Work, season_id: int) -> tuple[PersonLimit, ...]:
    """Whoever has a role in the seasons, by name."""
    limits = {row.identity: row for row in work.session.exec(select(SeasonLimit).where(
        SeasonLimit.season_id == season_id))}
    roles: dict[int, list[str]] = {}
    for grant in work.session.exec(select(PersonGrant).where(col(PersonGrant.area).in_(('*', 'seasons')))):
        roles.setdefault(grant.person_id, []).append(grant.role)
    rows = work.session.exec(select(Person).where(col(Person.id).in_(roles), Person.state == 'active')
                             .order_by(col(Person.name), col(Person.id)))
    found = []
    for row in rows:
        limit = limits.get(identity := f'person:{row.id}')
        found.append(PersonLimit(identity, row.name, tuple(sorted(roles[row.id])),
                                 tuple(limit.branches) if limit else (), tuple(limit.clusters) if limit else ()))
    return tuple(found)
