"""What can be changed afterwards: teams, days, rates, rules, events; and who may."""

from dataclasses import replace

from app.domain.access import Grant
from app.domain.portfolio.items.setting import Rules
from app.domain.portfolio.setup.drafts import SourceDraft
from app.services.people import accounts
from app.services.portfolio import rates, restoring, source_setup
from app.work import read, transact
from models.portfolio import PortfolioSource
from tests.pages.conftest import (
    complaint,
    field,
    fill,
    give,
    misses,
    press,
    sees,
    shown,
    sign_in,
    submit,
    switch,
    text_of,
    until,
)
from tests.pages.portfolio_setup.conftest import BASE, of, open_row, setting, view
from tests.people import ANN, BOB


async def test_teams_and_people_are_kept_with_what_cost_makes_of_them(ann, planted):
    await ann.open(f'{BASE}/teams')
    press(ann, 'New team')
    fill(ann, Name='Spare', Short_name='SPA', Sites='Berlin, Porto')
    switch(ann, 'Left out')
    submit(ann, 'Add team')
    await sees(ann, 'Spare is added', 'Berlin, Porto')
    await ann.open(f'{BASE}/people?open=1')
    await sees(ann, 'How cost reckons them', '140 h a month (usual hours)')
    fill(ann, **{'Hours a month': 'many'})
    submit(ann, 'Save person')
    await until(lambda: complaint(ann, 'Hours a month').startswith('Write a number'))
    fill(ann, **{'Hours a month': '120,5'})
    submit(ann, 'Save person')
    await sees(ann, 'Ines is saved')
    assert str(of(view().people, 'Ines').hours) == '120.50'


async def test_working_days_of_a_team_are_kept_and_given_back(ann, planted):
    await ann.open(f'{BASE}/calendars')
    await sees(ann, 'Mon–Fri', 'Usual')
    open_row(ann, 'Edit working days of Payments')
    switch(ann, 'Working weekdays Fri')
    submit(ann, 'Keep these weekdays')
    await sees(ann, 'Mon–Thu', 'Ours')
    fill(ann, First_day='2026-10-12', Last_day='2026-10-13', Reason='Offsite')
    submit(ann, 'Add days off')
    await until(lambda: len(setting().absences) == 1)
    await sees(ann, 'Whole team · Offsite')
    press(ann, 'Follow the source')
    await until(lambda: not setting().weekdays)


async def test_holidays_stand_below_by_site(ann, planted):
    await ann.open(f'{BASE}/calendars')
    fill(ann, Site='Berlin', Day='2026-10-03', Name='Unity')
    submit(ann, 'Add holiday')
    await sees(ann, 'Unity', 'Remove 2026-10-03 at Berlin')
    press(ann, 'Remove 2026-10-03 at Berlin')
    await misses(ann, 'Unity')


async def test_hours_and_rates_are_kept_by_site(ann, planted):
    await ann.open(f'{BASE}/rates')
    fill(ann, Currency='chf', **{'Rate, internal, Berlin': '82,50', 'Usual hours a month': '150'})
    submit(ann, 'Save hours and rates')
    await sees(ann, 'Hours and rates are saved')
    found = setting().rates
    assert (found.currency, str(found.internal['Berlin']), found.default_hours) == ('CHF', '82.50', 150)
    await until(lambda: field(ann, 'Currency').value == 'CHF')
    fill(ann, Currency='francs')
    submit(ann, 'Save hours and rates')
    await until(lambda: complaint(ann, 'Currency').startswith('A currency has three'))


async def test_rules_are_changed_with_types_states_and_panels(ann, planted):
    await ann.open(f'{BASE}/rules')
    give(ann, 'Types, one level a line', 'Epic\nFeature, Bug')
    give(ann, 'States in their order', 'New: Proposed\nDone')
    submit(ann, 'Save rules')
    await until(lambda: complaint(ann, 'States in their order').startswith('Line 2: write the category'))
    give(ann, 'States in their order', 'New: Proposed\nDone: Completed')
    switch(ann, 'Count calendar days')
    switch(ann, 'Panel Cost')
    press(ann, 'Move Markers up')
    submit(ann, 'Save rules')
    await sees(ann, 'Rules are saved')
    found = setting().rules
    assert found.types == (('Epic',), ('Feature', 'Bug'))
    assert found.states == (('New', 'Proposed'), ('Done', 'Completed'))
    assert found.counts_calendar_days and found.panels[:2] == ('markers', 'dependencies') and 'cost' not in found.panels


async def test_rules_of_somebody_else_come_in_sight_at_once(ann, planted):
    await ann.open(f'{BASE}/rules')
    transact(rates.keep_rules, ANN, replace(Rules(), types=(('Saga',),)))
    await sees(ann, 'Saga')


async def test_events_and_markers_have_dialogs(ann, planted):
    await ann.open(f'{BASE}/events')
    await sees(ann, 'No plan event yet', 'No marker yet')
    press(ann, 'New event')
    fill(ann, Title='Peak', First_day='2026-11-23', Last_day='2026-11-20', Category='Trade')
    submit(ann, 'Add event')
    await until(lambda: complaint(ann, 'Last day') == 'It cannot end before it begins.')
    fill(ann, Last_day='2026-11-27')
    submit(ann, 'Add event')
    await sees(ann, 'Peak is kept', 'Trade')
    open_row(ann, 'Edit Peak')
    press(ann, 'Remove')
    await sees(ann, 'Peak is removed')
    press(ann, 'Undo')
    await until(lambda: [one.title for one in setting().happenings] == ['Peak'])
    press(ann, 'New marker')
    fill(ann, Label='Go live', Day='2026-12-01')
    submit(ann, 'Add marker')
    await sees(ann, 'Go live is kept')


async def test_an_iteration_can_be_called_a_quarter(ann, planted):
    await ann.open(f'{BASE}/iterations')
    await sees(ann, 'Sprint 42')
    press(ann, 'Make a quarter Shop\\Sprint 42')
    await until(lambda: any(one.is_quarter for one in setting().iterations.values()))


async def test_a_file_is_looked_at_before_it_is_brought_back(ann, planted):
    await ann.open(f'{BASE}/backup')
    text = read(restoring.take_away, ANN).replace('"name": "Mobile"', '"name": "Apps"')
    part = next(one for one in shown(ann) if hasattr(one, 'look') and hasattr(one, 'restore'))
    with ann:
        await part.look(text)
    await sees(ann, '1 thing would change.', 'name: Mobile → Apps')
    press(ann, 'Bring back 1 change')
    await until(lambda: setting().teams[3].name == 'Apps')
    with ann:
        await part.look('{\n"format": 1}')
    await sees(ann, 'The file is refused whole; nothing has changed.', 'Line 2: This is not a file of the portfolio’s '
               'set-up.')


async def test_a_demo_source_is_marked_as_such(ann, workspace):
    transact(source_setup.add_source, ANN, SourceDraft('Play', 'demo'))
    await ann.open(f'{BASE}/sources')
    await sees(ann, 'Play', 'Demo', 'Demo data', 'Play, never read')


async def test_an_admin_of_the_portfolio_alone_sets_it_up(bob, planted):
    transact(accounts.set_grants, ANN, BOB.person_id, [Grant('admin', 'portfolio')])
    sign_in(bob, BOB)
    await bob.open(f'{BASE}/plans')
    await sees(bob, 'New plan', 'Edit Shop')


async def test_the_health_page_says_which_sources_can_be_read(ann, planted):
    def trouble(work):
        row = work.get(PortfolioSource, 1)
        row.state, row.error = 'unavailable', 'Azure DevOps did not answer for 30 s.'
    transact(trouble)
    await ann.open('/admin/health')
    await sees(ann, 'Portfolio sources', 'Azure DevOps:', '1 need attention')
    assert 'did not answer for 30 s.' in text_of(ann)
