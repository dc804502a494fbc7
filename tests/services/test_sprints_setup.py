"""Settings of the sprints: sites and tokens, columns and retired statuses, rules, disciplines, members, and removal."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.sprints.facts.board import BoardRules
from app.domain.sprints.facts.field_rules import Case, Check, FieldRule
from app.domain.sprints.facts.stakeholders import stakeholder_of
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.disciplines import shares_of
from app.domain.sprints.setup.mapping import ColumnDraft, MappingDraft
from app.domain.sprints.setup.site_setup import SiteDraft
from app.domain.sprints.setup.team_drafts import DisciplineDraft, MemberDraft
from app.errors import Conflict, Forbidden, Invalid, NotFound, Rejected
from app.events import BoardChanged, CapacityChanged, MappingChanged
from app.services import audit
from app.services.sprints import (
    board_rules,
    board_setup,
    disciplines,
    field_rules,
    ground,
    mapping,
    members,
    setup,
    site_fields,
    site_setup,
    sites,
)
from app.settings import JiraSettings
from app.work import read, transact
from jobs import commands
from models import sprints as tables
from tests.people import ANN, CLEO, MAX, PIA, found_workspace
from tests.sprints import DEV, DOING, FINISHED, POINTS_FIELD, QA, RETIRED, SPRINT, TODO, jan, plant, worked_example

JIRA = SiteDraft('Acme', 'https://acme.atlassian.net/jira/boards', 'ann@example.com')
LEAD = Actor('person:9', 'Lea', (Grant('member'),))
TEAM = 'customfield_10500'


@pytest.fixture
def policy(policy):
    return replace(policy, commands=dict(commands.DEFINITIONS),
                   jira=JiraSettings('https://acme.atlassian.net', 'ann@example.com', 'from-the-environment'))


@pytest.fixture
def planted(database, time):
    found_workspace()
    board = plant(worked_example())
    database.clear()
    return board


def view():
    return read(setup.view_board, ANN, 1)


def settings():
    return read(setup.view_settings, ANN)


def trail():
    return [(entry.deed, entry.changes) for entry in reversed(read(audit.list_entries, ANN, Filter()))]


def columns(*more):
    return (ColumnDraft('To do', 'not_started', (TODO,)), ColumnDraft('Doing', 'started', (DOING,)), *more,
            ColumnDraft('Done', 'done', (FINISHED,)))


class TestSites:
    def test_the_first_one_is_the_default_and_a_token_is_never_shown(self, database, time):
        found_workspace()
        site = transact(site_setup.add_site, ANN, JIRA)
        transact(site_setup.keep_token, ANN, site, 'swordfish-77')
        (line,) = settings().sites
        assert (line.site.url, line.site.kind, line.site.is_default, bool(line.token_at)) == (
            'https://acme.atlassian.net', 'cloud', True, True)
        assert 'swordfish' not in repr(settings()) and 'swordfish' not in repr(trail())

    def test_a_token_of_the_environment_stands_in_where_none_is_entered(self, database, time):
        found_workspace()
        site = transact(site_setup.add_site, ANN, JIRA)
        transact(site_setup.keep_token, ANN, site, '')
        assert settings().sites[0].token_at and read(site_setup.given, ANN).has_token
        other = transact(site_setup.add_site, ANN, SiteDraft('Other', 'https://jira.example.org'))
        with pytest.raises(Rejected, match='Enter the token'):
            transact(site_setup.keep_token, ANN, other, '')

    def test_on_another_host_the_token_is_forgotten(self, database, time):
        found_workspace()
        site = transact(site_setup.add_site, ANN, JIRA)
        transact(site_setup.keep_token, ANN, site, 'swordfish-77')
        transact(site_setup.change_site, ANN, site, replace(JIRA, url='https://other.atlassian.net'), 1)
        assert settings().sites[0].token_at is None

    @pytest.mark.parametrize(('draft', 'field'), [
        (replace(JIRA, url='acme'), 'url'), (replace(JIRA, account=''), 'account'), (replace(JIRA, name=' '), 'name')])
    def test_what_does_not_fit_is_told_beside_its_field(self, database, time, draft, field):
        with pytest.raises(Rejected) as refusal:
            transact(site_setup.add_site, ANN, draft)
        assert refusal.value.field == field

    def test_one_of_several_is_the_default(self, planted):
        site = transact(site_setup.add_site, ANN, JIRA)
        transact(site_setup.make_default, ANN, site)
        assert [(one.site.name, one.site.is_default) for one in settings().sites] == [('Acme', True), ('Jira', False)]

    def test_only_admins_connect(self, planted):
        for actor in (MAX, PIA, CLEO):
            for deed, given in ((site_setup.add_site, (JIRA,)), (site_setup.look, (1,)), (site_setup.use_demo, ()),
                                (site_setup.add_board, (1, 9)), (site_setup.keep_token, (1, 'x')),
                                (board_setup.remove_site, (1,)), (board_setup.remove_board, (1,))):
                with pytest.raises(Forbidden):
                    transact(deed, actor, *given)

    def test_a_doubtful_field_is_confirmed_or_another_chosen(self, planted):
        def doubt(work):
            row = work.lock(tables.SprintSite, 1)
            row.fields = {**row.fields, 'points': {'id': 'customfield_7', 'name': 'Story points', 'confidence': '0.5'}}
        transact(doubt)
        points = next(one for one in settings().sites[0].fields if one.role == 'points')
        assert (points.confidence, points.is_doubtful) == (50, True)
        transact(site_fields.confirm_field, MAX, 1, 'points')
        assert not next(one for one in settings().sites[0].fields if one.role == 'points').is_doubtful
        assert 'customfield_7' in read(sites.to_read, 1).fields.estimates
        transact(site_fields.choose_field, MAX, 1, 'owner', 'customfield_8', 'Sponsor')
        assert read(sites.to_read, 1).fields.owner == 'customfield_8'
        with pytest.raises(Rejected, match='customfield_10016'):
            transact(site_fields.choose_field, MAX, 1, 'owner', 'No such', '')


class TestColumns:
    def test_a_retired_status_is_listed_with_its_use_and_counts_once_it_is_mapped(self, planted):
        (lost,) = view().unmapped
        assert (lost.id, lost.count, lost.is_listed) == (RETIRED, 1, False)
        assert report_of(planted, SPRINT, jan('20')).figures.completed.amount == 13
        transact(mapping.map_status, MAX, 1, RETIRED, 'done')
        assert view().unmapped == ()
        after = read(ground.board_of, 1)
        assert all(one.kind_of(RETIRED) == 'done' for one in after.mappings if one.version > 1)
        assert trail()[0] == ('sprints.map_status', (('kind', 'unmapped', 'done'),))
        assert report_of(after, SPRINT, jan('20')).rows != report_of(planted, SPRINT, jan('20')).rows

    def test_columns_begin_at_a_moment_and_the_time_before_stays_as_it_was(self, planted, database):
        transact(mapping.save_mapping, MAX, 1, MappingDraft(columns(), POINTS_FIELD, jan('10')), 1)
        board = read(ground.board_of, 1)
        assert board.columns_at(jan('9')).version == 1 and board.columns_at(jan('11')).version == 2
        assert [type(one) for one in database if isinstance(one, MappingChanged | BoardChanged)] == [
            BoardChanged, MappingChanged]

    def test_for_all_time_every_version_has_a_successor(self, planted):
        transact(mapping.save_mapping, MAX, 1, MappingDraft(columns(), POINTS_FIELD, jan('10')))
        transact(mapping.save_mapping, MAX, 1, MappingDraft(
            columns(ColumnDraft('Old', 'waiting', ('10011',))), POINTS_FIELD))
        board = read(ground.board_of, 1)
        assert {board.columns_at(at).kind_of('10011') for at in (jan('1'), jan('9'), jan('11'))} == {'waiting'}
        assert len(view().versions) == 4 and sum(one.is_in_force for one in view().versions) == 2

    @pytest.mark.parametrize(('draft', 'words'), [
        (columns(ColumnDraft('Twice', 'waiting', (DOING,))), 'in one column only'),
        (columns()[:2], 'has to be done'), (columns(ColumnDraft('Odd', 'odd')), 'not started'),
        (columns(ColumnDraft('Far', 'started', ('99999',))), 'has no status')])
    def test_columns_that_make_no_sense_are_refused(self, planted, draft, words):
        with pytest.raises(Rejected, match=words):
            transact(mapping.save_mapping, MAX, 1, MappingDraft(draft, POINTS_FIELD))

    def test_whoever_comes_second_looks_again(self, planted):
        transact(mapping.save_mapping, MAX, 1, MappingDraft(columns(), POINTS_FIELD), 1)
        with pytest.raises(Conflict, match='changed the columns'):
            transact(mapping.save_mapping, MAX, 1, MappingDraft(columns(), POINTS_FIELD), 1)

    def test_planners_and_viewers_do_not_map(self, planted):
        for actor in (PIA, CLEO):
            with pytest.raises(Forbidden):
                transact(mapping.map_status, actor, 1, RETIRED, 'done')
        assert read(setup.view_board, CLEO, 1).unmapped


class TestRules:
    def test_are_kept_with_what_they_were(self, planted):
        split = {'Story': {DEV: Decimal('.7'), QA: Decimal('.3')}}
        transact(board_rules.save_rules, MAX, 1, BoardRules(counts_subtasks=True, velocity_sprints=5,
                                                            type_splits=split), 1)
        assert read(ground.board_of, 1).rules.velocity_sprints == 5
        deed, changes = trail()[0]
        assert deed == 'sprints.change_rules' and ('velocity_sprints', '7', '5') in changes
        with pytest.raises(Conflict):
            transact(board_rules.save_rules, MAX, 1, BoardRules(), 1)

    @pytest.mark.parametrize('rules', [
        BoardRules(weekdays=frozenset()), BoardRules(velocity_sprints=2), BoardRules(bands=('1', '1')),
        BoardRules(type_splits={'Story': {DEV: Decimal('.7')}}), BoardRules(default_points=Decimal(-1))],
        ids=['days', 'sprints', 'bands', 'split', 'points'])
    def test_that_make_no_sense_are_refused(self, planted, rules):
        with pytest.raises(Invalid):
            transact(board_rules.save_rules, MAX, 1, rules)

    def test_only_an_admin_lets_people_see_figures_of_persons(self, planted):
        with pytest.raises(Forbidden):
            transact(board_rules.save_rules, MAX, 1, BoardRules(shows_people=True))
        with pytest.raises(Forbidden):
            transact(board_rules.let_see_people, MAX, 1, 'person:1', True)
        transact(board_rules.save_rules, ANN, 1, BoardRules(shows_people=True))
        transact(board_rules.let_see_people, ANN, 1, 'person:1', True)
        assert read(ground.desk_of, ANN, 1).sees_people and view().sights == ('person:1',)
        transact(board_rules.let_see_people, ANN, 1, 'person:1', False)
        assert not read(ground.desk_of, ANN, 1).sees_people


class TestTeam:
    def test_a_board_has_ten_disciplines_and_more(self, planted, database):
        for number in range(10):
            transact(disciplines.add_discipline, MAX, 1, DisciplineDraft(f'Craft {number}', labels=('x', 'x', ' ')))
        assert len(view().disciplines) == 12 and view().disciplines[0].draft.labels == ('x',)
        assert any(isinstance(one, MappingChanged) for one in database)
        with pytest.raises(Rejected, match='already'):
            transact(disciplines.add_discipline, MAX, 1, DisciplineDraft('craft 3'))

    def test_a_discipline_goes_with_all_that_names_it(self, planted):
        transact(board_rules.save_rules, MAX, 1,
                 BoardRules(type_splits={'Story': {DEV: Decimal('.7'), QA: Decimal('.3')}}))
        transact(disciplines.remove_discipline, MAX, 1, QA)
        board = read(ground.board_of, 1)
        assert list(board.disciplines) == [DEV] and board.rules.type_splits == {}
        assert board.members[2].shares == {}

    def test_a_member_works_as_somebody_says(self, planted, database):
        draft = MemberDraft('Cy', hours=Decimal(6), focus=Decimal('.8'), weekdays=(0, 1), shares={DEV: Decimal(120)})
        own = transact(members.add_member, MAX, 1, draft)
        assert any(isinstance(one, CapacityChanged) for one in database)
        assert next(one for one in view().members if one.id == own).draft == draft
        for wrong in (replace(draft, hours=Decimal(30)), replace(draft, hours=Decimal(-1)),
                      replace(draft, shares={DEV: Decimal(-5)}), replace(draft, focus=Decimal(2))):
            with pytest.raises(Invalid):
                transact(members.change_member, MAX, 1, own, wrong)
        transact(members.remove_member, MAX, 1, own)
        assert len(view().members) == 2

    def test_a_lead_changes_hours_but_not_who_somebody_is(self, planted):
        bob = next(one for one in view().members if one.draft.name == 'Bob Okoro')
        transact(members.change_member, MAX, 1, bob.id, replace(bob.draft, identity=LEAD.identity, is_lead=True))
        bob = next(one for one in view().members if one.id == bob.id)
        transact(members.change_member, LEAD, 1, bob.id, replace(bob.draft, hours=Decimal(7)), bob.version)
        with pytest.raises(Forbidden):
            transact(members.change_member, LEAD, 1, bob.id, replace(bob.draft, is_lead=False))
        with pytest.raises(Forbidden):
            transact(members.change_member, CLEO, 1, bob.id, bob.draft)


class TestFieldRules:
    def test_say_which_discipline_an_issue_needs_and_who_asked_for_it(self, planted):
        def label(work):
            row = work.session.exec(select(tables.SprintIssue).where(tables.SprintIssue.number == 1)).one()
            row.fields = {**row.fields, 'others': {TEAM: 'Team QA / Berlin'}}
            row.mark = ground.move_site(work, 1)
        transact(label)
        transact(disciplines.change_discipline, MAX, 1, QA, DisciplineDraft('QA', values=('QA',)))
        rule = FieldRule('discipline', 'pattern', (TEAM,), r'Team (\w+)', check=Check(allowed=('QA', 'Dev')))
        tried = read(field_rules.try_rule, MAX, 1, rule)
        assert len(tried) == 9 and [one.value for one in tried if one.value] == ['QA']
        transact(field_rules.save_rule, MAX, 1, rule)
        transact(field_rules.save_rule, MAX, 1, FieldRule('stakeholder', 'template', ('project', 'type'),
                                                          template='{project}: {type}'))
        board = read(ground.board_of, 1)
        assert shares_of(board, board.issues[1]) == {QA: 1} and stakeholder_of(board, board.issues[2])[0] == 'D: Story'
        assert TEAM in read(sites.to_read, 1).fields.others

    def test_have_versions_and_go(self, planted):
        rule = FieldRule('team', 'conditional', ('type',), cases=(Case('is', 'story', 'Shop'),), otherwise='Other')
        transact(field_rules.save_rule, MAX, 1, rule)
        transact(field_rules.save_rule, MAX, 1, replace(rule, otherwise='None'))
        (found,) = read(field_rules.list_rules, CLEO, 1)
        assert (found.number, found.versions, found.rule.otherwise) == (2, 2, 'None')
        former = read(ground.board_of, 1)
        assert former.issues[1].fields['rule:team'] == ['Shop']
        transact(field_rules.remove_rule, MAX, 1, 'team')
        assert 'rule:team' not in read(ground.board_of, 1).issues[1].fields
        with pytest.raises(NotFound):
            transact(field_rules.remove_rule, MAX, 1, 'team')

    def test_a_pattern_that_takes_for_ever_is_refused(self, planted):
        def lengthen(work):
            for row in work.session.exec(select(tables.SprintIssue)):
                row.title, row.mark = 'a' * 60 + '!', 3
            ground.move_site(work, 1)
        transact(lengthen)
        with pytest.raises(Rejected, match='100 ms'):
            transact(field_rules.save_rule, MAX, 1, FieldRule('slow', 'pattern', ('title',), r'^(a|aa)+$'))

    @pytest.mark.parametrize('rule', [
        FieldRule('Bad name', 'direct', ('type',)), FieldRule('x', 'odd', ('type',)), FieldRule('x', 'direct', ()),
        FieldRule('x', 'pattern', ('type',), '('), FieldRule('x', 'pattern', ('type',), '(?R)'),
        FieldRule('x', 'template', ('type',), template='{nothing}'), FieldRule('x', 'conditional', ('type',)),
        FieldRule('x', 'number', ('points',), factor='NaN'), FieldRule('x', 'direct', ('DROP TABLE',))],
        ids=['name', 'kind', 'sources', 'pattern', 'recursive', 'template', 'cases', 'factor', 'field'])
    def test_that_make_no_sense_are_refused(self, planted, rule):
        with pytest.raises(Rejected):
            transact(field_rules.save_rule, MAX, 1, rule)


class TestRemoval:
    def test_a_board_leaves_nothing_behind(self, planted):
        transact(board_setup.remove_board, ANN, 1)
        assert settings().boards == () and settings().sites[0].boards == 0
        assert not read(lambda work: [row for table in (
            tables.SprintIssue, tables.SprintChange, tables.Sprint, tables.SprintMapping, tables.SprintMember)
            for row in work.session.exec(select(table))])
        with pytest.raises(NotFound):
            read(ground.board_of, 1)

    def test_a_site_takes_its_boards_and_secrets_with_it(self, planted):
        transact(site_setup.keep_token, ANN, 1, 'swordfish-77')
        other = transact(site_setup.add_site, ANN, JIRA)
        transact(board_setup.remove_site, ANN, 1)
        (left,) = settings().sites
        assert (left.site.id, left.site.is_default, settings().boards) == (other, True, ())
