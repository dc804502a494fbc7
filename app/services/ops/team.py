"""The team page: what the kept answers of the FPL say about the team of this workspace, however old they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.access import Actor, demand
from app.domain.ops.team import Season, Squad, TeamLook, Told, Week, chosen_week, phase_of, team_of
from app.errors import NotFound, Upstream
from app.integrations.fpl import translate
from app.services.ops import commands, fpl_copies, queue, teams
from app.services.ops.fpl_copies import Copy
from app.work import Work
from models.people import Workspace

COMMAND = 'airsenal.fetch_team'
BOOTSTRAP, FIXTURES = 'bootstrap-static/', 'fixtures/'
STALE = timedelta(hours=1)
ESSENTIAL = ('season', 'team_name', 'squad')  # what is wrong with anything else is no reason for concern
NO_TEAM = 'No team has been chosen yet.'
NOTHING_YET = 'Nothing has been read from the FPL yet.'


@dataclass(frozen=True)
class Source:
    """Whom to ask, and about which team; the demo asks nobody."""
    address: str
    team_id: int | None
    demo_since: datetime | None


def view_team(work: Work, actor: Actor, gameweek: int | None = None) -> TeamLook:
    """Refuses where there is nothing to show."""
    seen = look_at_team(work, actor, gameweek)
    if seen.team_id is None:
        raise NotFound(NO_TEAM, 'ops.no_team')
    if seen.team is None or not seen.team.starting:
        raise Upstream(seen.trouble or NOTHING_YET, 'upstream', age=_age(work, seen.fetched_at))
    return seen


def look_at_team(work: Work, actor: Actor, gameweek: int | None = None) -> TeamLook:
    """What there is, also where that is nothing."""
    demand(actor, 'ops.look')
    team_id = teams.chosen(work)
    if team_id is None:
        return TeamLook(None, gameweek)
    bootstrap = fpl_copies.look(work, BOOTSTRAP)
    if bootstrap is None:
        return _with_trouble(work, TeamLook(team_id, gameweek), {BOOTSTRAP: 'season'})
    season = translate.season(bootstrap.body)
    week = chosen_week(season, gameweek)
    if week is None:
        raise NotFound(f'There is no gameweek {gameweek}.', 'ops.no_gameweek')
    picks = _picks(work, team_id, season, week, is_asked=gameweek is not None)
    told = _told(work, team_id, bootstrap, week, picks)
    parts = [bootstrap.fetched_at, *([picks.fetched_at] if picks else [])]
    seen = TeamLook(team_id, gameweek, team_of(told, week), min(parts))
    return _with_trouble(work, seen, paths(team_id, season, week))


def refresh(work: Work, actor: Actor, gameweek: int | None = None) -> int | None:
    """Have the FPL asked by a run of its own, where that is due; whoever comes second joins that run."""
    demand(actor, 'ops.look')
    if not look_at_team(work, actor, gameweek).is_due:
        return None
    return queue.enqueue(work, COMMAND, {'gameweek': gameweek or 0}, trigger='area', actor=actor)


def refresh_quietly(work: Work, actor: Actor, gameweek: int | None = None) -> None:
    """For those who only look: where reading is switched off, nothing newer is to be had."""
    if commands.is_on(work, COMMAND):
        refresh(work, actor, gameweek)


def paths(team_id: int, season: Season, week: Week) -> Mapping[str, str]:
    """All addresses that tell something about this team in this gameweek, and what is to be found there."""
    entry = f'entry/{team_id}/'
    is_ahead = phase_of(season, week) == 'next'
    return {
        BOOTSTRAP: 'season', entry: 'team_name', f'{entry}history/': 'chips', f'{entry}transfers/': 'moves',
        FIXTURES: 'matches',
        **({} if is_ahead else {picks_path(team_id, week.number): 'squad', live_path(week.number): 'points'})}


def picks_path(team_id: int, week: int) -> str:
    return f'entry/{team_id}/event/{week}/picks/'


def live_path(week: int) -> str:
    return f'event/{week}/live/'


def source(work: Work) -> Source:
    workspace = work.session.get(Workspace, 1)
    demo_since = workspace.made_at if workspace and workspace.is_demo else None
    return Source(work.policy.ops.fpl_url, teams.chosen(work), demo_since)


def _with_trouble(work: Work, seen: TeamLook, needed: Mapping[str, str]) -> TeamLook:
    trouble = fpl_copies.trouble(work, [path for path, kind in needed.items() if kind in ESSENTIAL])
    age = _age(work, seen.fetched_at)
    is_stale = seen.fetched_at is not None and (trouble is not None or (age or 0) > STALE.total_seconds())
    return replace(seen, is_stale=is_stale, trouble=trouble.text if trouble else '',
                   retry_at=trouble.retry_at if trouble else None, is_due=bool(fpl_copies.due(work, list(needed))),
                   is_demo=source(work).demo_since is not None)


def _picks(work: Work, team_id: int, season: Season, week: Week, *, is_asked: bool) -> Copy | None:
    """Of this gameweek; where nobody asked for one that is over, else of the newest one before it."""
    found = fpl_copies.look(work, picks_path(team_id, week.number), week.deadline)
    if found or (is_asked and phase_of(season, week) == 'last'):
        return found
    earlier = {picks_path(team_id, one.number): one for one in season.weeks if one.number < week.number}
    kept = fpl_copies.fetched_at(work, earlier)
    good = [path for path, one in earlier.items() if path in kept and kept[path] >= (one.deadline or kept[path])]
    return fpl_copies.look(work, good[-1]) if good else None


def _told(work: Work, team_id: int, bootstrap: Copy, week: Week, picks: Copy | None) -> Told:
    """Answers from before the first deadline of this season are about another one."""
    season = translate.season(bootstrap.body)
    begin = season.weeks[0].deadline
    fixtures = fpl_copies.look(work, FIXTURES)
    live = fpl_copies.look(work, live_path(week.number), week.deadline)
    entry = fpl_copies.look(work, f'entry/{team_id}/')
    moves = fpl_copies.look(work, f'entry/{team_id}/transfers/', begin)
    history = fpl_copies.look(work, f'entry/{team_id}/history/', begin)
    return Told(
        season, _squad(picks),
        translate.matches(fixtures.body, translate.clubs_of(bootstrap.body)) if fixtures else (),
        translate.points(live.body) if live else {}, translate.moves(moves.body) if moves else (),
        translate.chips(history.body) if history else (), translate.team_name(entry.body) if entry else '')


def _squad(picks: Copy | None) -> Squad | None:
    """An answer that does not say of which gameweek it is, is of the one it was asked for."""
    if picks is None:
        return None
    squad = translate.squad(picks.body)
    asked = int(picks.path.split('/')[3])
    return replace(squad, week=squad.week or asked)


def _age(work: Work, moment: datetime | None) -> float | None:
    return None if moment is None else (work.now - moment).total_seconds()
