"""What looks wrong about teams and people, before it makes numbers wrong."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from app.domain.portfolio.items.setting import Rates
from app.domain.portfolio.setup.views import HolidayLine, Oddity, PersonLine, TeamLine

CLOSE = 0.84  # how much alike two names are that may be one


def inspected(teams: Sequence[TeamLine], people: Sequence[PersonLine], holidays: Sequence[HolidayLine], rates: Rates,
              called: Collection[str]) -> tuple[Oddity, ...]:
    """`called` are names as the sources write them: those of people that items are assigned to."""
    return (*_without_team(people), *_without_people(teams), *_unknown_sites(teams, people, holidays, rates),
            *_other_team_names(teams), *_other_names(people, called))


def _without_team(people: Sequence[PersonLine]) -> Iterator[Oddity]:
    for person in people:
        if person.draft.team_id is None:
            yield Oddity('no_team', person.draft.name, f'{person.draft.name} is in no team: their hours count nowhere.')


def _without_people(teams: Sequence[TeamLine]) -> Iterator[Oddity]:
    for team in teams:
        if not team.people and not team.draft.is_excluded:
            yield Oddity('no_people', team.draft.name,
                         f'{team.draft.name} has no people: its work costs nothing, and nobody is ever away.')


def _unknown_sites(teams: Sequence[TeamLine], people: Sequence[PersonLine], holidays: Sequence[HolidayLine],
                   rates: Rates) -> Iterator[Oddity]:
    """A site that nothing else names is a slip of the pen, or one whose holidays and rates nobody has entered."""
    known = {site for team in teams for site in team.draft.sites} | {holiday.site for holiday in holidays}
    known |= set(rates.internal) | {key.rpartition('|')[0] for key in rates.hours}
    for person in people:
        site = person.draft.site
        if site and site not in known:
            near = get_close_matches(site, known, 1, CLOSE)
            yield Oddity('unknown_site', person.draft.name, f'{person.draft.name} works at “{site}”, which no team, '
                         'holiday or rate names.' + (f' Is it “{near[0]}”?' if near else ''))


def _other_team_names(teams: Sequence[TeamLine]) -> Iterator[Oddity]:
    for team in teams:
        theirs = team.draft.external.rpartition('/')[2]
        if theirs and theirs != team.draft.name:
            yield Oddity('other_name', team.draft.name, f'{team.draft.name} is called “{theirs}” at the source.')


def _other_names(people: Sequence[PersonLine], called: Collection[str]) -> Iterator[Oddity]:
    """Nearly the same name: two spellings of one person as a rule."""
    plain = {_plain(name): name for name in called}
    for person in people:
        name = person.draft.name
        if name in called:
            continue
        near = plain.get(_plain(name)) or next(iter(get_close_matches(name, called, 1, CLOSE)), '')
        if near:
            yield Oddity('other_name', name, f'{name} is called “{near}” at the source.')


def _plain(name: str) -> str:
    """Without accents, capitals and the order of its words."""
    letters = unicodedata.normalize('NFKD', name).casefold()
    words = ''.join(letter if letter.isalnum() else ' ' for letter in letters if not unicodedata.combining(letter))
    return ' '.join(sorted(words.split()))
