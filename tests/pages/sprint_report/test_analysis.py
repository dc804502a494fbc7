"""Analyses of a sprint, and the report of Jira beside ours."""

from urllib.parse import parse_qsl

from app.domain.sprints.jira.reading import SiteReport
from app.domain.sprints.reports.analyses import AnalysisAsk
from app.services.sprints import queries, reconciliations
from app.work import read, transact
from tests.pages.conftest import fill, named, press, sees, text_of, until
from tests.pages.sprint_report.conftest import REPORT, finish_story
from tests.people import ANN
from tests.sprints import SPRINT


async def test_an_analysis_is_filtered_kept_and_compared(at_report):
    await at_report.open(f'{REPORT}?tab=analysis')
    await sees(at_report, 'Grouped by', 'Needs discipline', 'nothing to compare with')
    fill(at_report, **{'Filter the analysis': 'story 3'})
    await sees(at_report, '8 points in 1 issue')
    press(at_report, 'Keep analysis')
    await sees(at_report, 'The same as', 'Kept analyses', '“story 3”')
    finish_story(3)
    await until(lambda: 'Done' in text_of(at_report))
    fill(at_report, **{'Filter the analysis': 'nothing like it'})
    await sees(at_report, 'Nothing to analyse')
    press(at_report, 'Ask this again')
    await sees(at_report, '8 points in 1 issue')


async def test_the_address_knows_how_is_analysed(at_report):
    from pages.sprints.place import Place, place_of
    place = Place('analysis', analysis=AnalysisAsk('type', text='story 3', has_subtasks=False), kept=7)
    assert place_of(dict(parse_qsl(place.address('').removeprefix('?')))) == place
    await at_report.open(f'{REPORT}?tab=analysis&analysed-by=nonsense&analysed-text=story+3')
    await sees(at_report, 'Needs discipline', '8 points in 1 issue')


async def test_an_analysis_goes_by_a_query_once_jira_has_answered(at_report):
    await at_report.open(f'{REPORT}?tab=analysis')
    await sees(at_report, 'Filter by this query')
    fill(at_report, JQL='labels = late')
    press(at_report, 'Filter by this query')
    await sees(at_report, 'Ask Jira first what this query finds.')
    press(at_report, 'Ask Jira')
    await sees(at_report, 'Jira is being asked.')
    transact(queries.note_answer, read(queries.list_queries, ANN, 1)[0].id, [1, 3])
    await sees(at_report, '2 issues found just now, 2 of them on this board.', '13 points in 2 issues',
               'JQL: labels = late')


async def test_who_only_looks_keeps_no_analysis(board, bob):
    await bob.open(f'{REPORT}?tab=analysis')
    await sees(bob, 'Needs discipline')
    assert not named(bob, 'Keep analysis') and not named(bob, 'Ask Jira')


async def test_jiras_own_report_stands_beside_ours_with_each_difference_explained(at_report):
    await sees(at_report, 'Jira’s own report says', 'Nobody has asked Jira')
    press(at_report, 'Ask Jira')
    await sees(at_report, 'Jira is being asked.')
    transact(reconciliations.note_answer, 1, SPRINT, SiteReport(
        frozenset({1, 7}), frozenset({2, 3, 5, 6, 9}), frozenset({4, 8}), frozenset(),
        frozenset({'D-5', 'D-6', 'D-8'})))
    await sees(at_report, 'Differs', 'Told just now; never taken as a source.', 'Why that may be',
               'It was done at the start, and no change in the sprint left or reached a done status.')


async def test_where_jira_says_the_same_it_agrees(board, bob):
    transact(reconciliations.note_answer, 1, SPRINT, SiteReport(
        frozenset({1, 5}), frozenset({2, 3, 6, 9}), frozenset({4, 8}),
        frozenset({7}), frozenset({'D-5', 'D-6', 'D-8'})))
    await bob.open(REPORT)
    await sees(bob, 'Jira’s own report says', 'Agrees')
    assert not named(bob, 'Ask Jira')
