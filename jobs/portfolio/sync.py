"""`portfolio.sync`: bring the copy of a source up to date, as far as it answers.

Ids are asked for by plan, revisions by batches of 200, bodies only where the revision is another one. Each batch is
kept at once, so that whatever ends this run leaves a copy that is good as far as it got. Nothing is ever removed
because an answer was short.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.sources.kept import Terms
from app.domain.portfolio.sources.reading import BATCH, CONFIG, Reader, SourceTrouble
from app.domain.portfolio.sources.views import KINDS, OK
from app.services.portfolio import keeping, missing, projects, sources, team_sources, tokens
from app.services.portfolio.keeping import Kept
from app.services.portfolio.sources import COMMAND, Readable
from app.work import read, transact
from jobs.portfolio import sync_history, sync_time
from jobs.portfolio.opening import opened_source
from jobs.voice import Voice

OVERLAP: Final = timedelta(minutes=15)  # a read may take ten, and clocks differ
ALL: Final = ('iterations', 'teams', 'items', 'markers')
CHOICES = (('items', 'Items'), ('markers', 'Markers'), ('teams', 'Teams and their days'), ('iterations', 'Iterations'),
           ('history', 'History of what was looked at'), ('all', 'All of it'),
           ('anew', 'All of it, every item anew'))

DEFINITION = Definition(
    COMMAND, 'Read a source', 'Brings the copy of a source of the portfolio up to date; only what has changed is read.',
    area='portfolio', parameters=(
        Parameter('source', 'whole', 'Number of the source.', is_required=True, low=1),
        Parameter('kind', 'choice', 'What is read.', 'all', choices=CHOICES)),
    secrets=(tokens.GRANTS[tokens.READ],), key='portfolio:{source}', joins=True, retries=0, timeout=600, priority=3,
    is_quiet=True)


@dataclass
class Tally:
    """What has come of a run so far."""
    kept: Kept = field(default_factory=Kept)
    bodies: int = 0
    same: int = 0
    gone: int = 0
    troubles: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass
class Answers:
    """Which plans gave which items, and which plans cannot be believed."""
    found_in: dict[int, list[int]] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)  # plans


def sync(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was read, what was different, and what could not be had."""
    source, kind = read(sources.to_read, parameters['source']), parameters.get('kind') or 'all'
    kinds = ALL if kind in ('all', 'anew') else (kind,)
    tally = Tally()
    try:
        with opened_source(voice, source) as reader:
            for one in kinds:
                voice.speak(f'Reading {one} of {source.name}')
                STEPS[one](voice, reader, source, tally, kind == 'anew')
    except SourceTrouble as trouble:
        voice.speak(str(trouble), 'error')
        transact(sources.note_trouble, source.id, trouble.state, str(trouble))
        raise
    return _conclude(voice, source, kinds, tally)


def _conclude(voice: Voice, source: Readable, kinds: Sequence[str], tally: Tally) -> Mapping[str, Any]:
    problems = [*tally.troubles, *tally.doubts]
    transact(sources.note_read, source.id, kinds, CONFIG if tally.troubles else OK, ' '.join(tally.troubles))
    if problems:
        voice.partly(' '.join(problems)[:500])
    kept = tally.kept
    voice.speak(f'{kept.added:,} new, {kept.changed:,} changed, {tally.same:,} as before, {tally.gone:,} gone')
    return {'added': kept.added, 'changed': kept.changed, 'same': tally.same, 'gone': tally.gone,
            'bodies': tally.bodies, 'trouble': problems[0] if problems else ''}


def _items(voice: Voice, reader: Reader, source: Readable, tally: Tally, is_anew: bool) -> None:
    terms = read(keeping.terms_of, source.id)
    if read(projects.has_trouble, source.id) and _follow_projects(voice, reader, source):
        terms, is_anew = read(keeping.terms_of, source.id), True  # paths of all items are others now
    if not terms.plans:
        voice.speak('No plan reads this source yet', 'warning')
        return
    answers = _ask_plans(voice, reader, source, terms, tally)
    if read(projects.has_unknown, source.id):
        _follow_projects(voice, reader, source)
    known = dict(read(missing.known_revs, source.id))
    lost = [number for number in known if number not in answers.found_in]
    held = read(missing.held_by, answers.doubtful) if answers.doubtful else frozenset()
    lost = [number for number in lost if number not in held]
    is_whole = not tally.troubles and not answers.doubtful
    revs = _ask_revs(voice, reader, [*answers.found_in, *lost])
    relinked = _ask_links(voice, reader, source) if source.has_been_read and not is_anew else frozenset()
    wanted = [number for number, rev in revs.items() if rev is not None
              and (is_anew or not source.has_been_read or known.get(number) != rev or number in relinked)]
    asked = set(wanted)
    _keep_same(terms, [number for number, rev in revs.items() if rev is not None and known.get(number) == rev
                       and number not in asked], answers, tally)
    if is_whole:
        transact(missing.count_read, source.id)
    _keep_gone(voice, source, [number for number in lost if revs[number] is None], tally)
    _keep_bodies(voice, reader, terms, wanted, answers, tally)


def _follow_projects(voice: Voice, reader: Reader, source: Readable) -> bool:
    """Whether plans follow a project that got another name; a source that does not list projects is read as it is."""
    try:
        found = {one.id: one.name for one in reader.browse_projects()}
    except SourceTrouble as trouble:
        voice.speak(f'The projects of {source.name}: {trouble}', 'info')
        return False
    renamed = transact(projects.keep_projects, source.id, found)
    for before, after in renamed.items():
        voice.speak(f'The project “{before}” is called “{after}” now; its plans follow')
    return bool(renamed)


def _ask_plans(voice: Voice, reader: Reader, source: Readable, terms: Terms, tally: Tally) -> Answers:
    """A plan whose path is gone is said so, and the others are read."""
    answers = Answers()
    for done, plan in enumerate(terms.plans.values()):
        voice.progress(done, len(terms.plans), plan.name)
        try:
            numbers = reader.find_ids(plan)
        except SourceTrouble as trouble:
            if trouble.state != CONFIG:
                raise
            voice.speak(f'{plan.name}: {trouble}', 'warning')
            transact(sources.note_plan_trouble, plan.id, str(trouble))
            tally.troubles.append(f'{plan.name}: {trouble}')
            answers.doubtful.append(plan.id)
            continue
        if doubt := transact(sources.judge_answer, plan.id, len(numbers)):
            voice.speak(f'{plan.name}: {WORDS[doubt]}; what was there is kept', 'warning')
            tally.doubts.append(f'{plan.name}: {WORDS[doubt]}.')
            answers.doubtful.append(plan.id)
        for number in numbers:
            answers.found_in.setdefault(number, []).append(plan.id)
    if terms.plans and len(tally.troubles) == len(terms.plans):
        raise SourceTrouble(' '.join(tally.troubles), CONFIG)
    return answers


WORDS: Mapping[str, str] = {'empty': 'suddenly no items', 'half': 'suddenly fewer than half of the items'}


def _ask_revs(voice: Voice, reader: Reader, numbers: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for done, some in pages(numbers):
        voice.progress(done, len(numbers), 'revisions')
        told = reader.fetch_revs(some)
        found |= {number: told.get(number) for number in some}
    return found


def _ask_links(voice: Voice, reader: Reader, source: Readable) -> frozenset[int]:
    """Items that were linked otherwise since the last read; what cannot tell it is no worse than before."""
    since = datetime.fromisoformat(source.read_at['items']) - OVERLAP
    found: set[int] = set()
    for project in read(team_sources.projects_of, source.id):
        try:
            found |= reader.fetch_relinked(project, since)
        except SourceTrouble as trouble:
            voice.speak(f'Changed links of {project}: {trouble}', 'info')
    return frozenset(found)


def _keep_same(terms: Terms, numbers: Sequence[int], answers: Answers, tally: Tally) -> None:
    for _, some in pages(numbers):
        transact(keeping.touch, terms, some, answers.found_in)
    tally.same += len(numbers)


def _keep_gone(voice: Voice, source: Readable, numbers: Sequence[int], tally: Tally) -> None:
    for _, some in pages(numbers):
        tally.gone += transact(missing.mark_gone, source.id, some)
    if numbers:
        voice.speak(f'{len(numbers):,} items are not at the source any more')


def _keep_bodies(voice: Voice, reader: Reader, terms: Terms, numbers: Sequence[int], answers: Answers,
                 tally: Tally) -> None:
    for done, some in pages(numbers):
        voice.progress(done, len(numbers), 'items')
        bodies = reader.fetch_bodies(some)
        tally.bodies += len(bodies)
        tally.kept += transact(keeping.keep_batch, terms, bodies, answers.found_in)
        if len(bodies) < len(some):
            voice.speak(f'{len(some) - len(bodies)} items went away while they were read', 'warning')


def pages(numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """How many are done before each page, and the page."""
    return ((first, numbers[first:first + BATCH]) for first in range(0, len(numbers), BATCH))


def _iterations(voice: Voice, reader: Reader, source: Readable, tally: Tally, _is_anew: bool) -> None:
    tally.troubles += sync_time.read_iterations(voice, reader, source)


def _teams(voice: Voice, reader: Reader, source: Readable, tally: Tally, _is_anew: bool) -> None:
    tally.troubles += sync_time.read_teams(voice, reader, source)


def _markers(voice: Voice, reader: Reader, source: Readable, tally: Tally, _is_anew: bool) -> None:
    tally.troubles += sync_time.read_markers(voice, reader, source)


def _history(voice: Voice, reader: Reader, source: Readable, tally: Tally, _is_anew: bool) -> None:
    sync_history.read_again(voice, reader, source)


Step = Callable[[Voice, Reader, Readable, Tally, bool], None]
STEPS: Mapping[str, Step] = dict(zip(KINDS, (_items, _markers, _teams, _iterations, _history), strict=True))
