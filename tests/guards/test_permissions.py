"""Whoever changes something has been asked whether they may: read from the services themselves.

A service writes if it, or a service it calls, adds, changes or removes rows or announces an event. It is guarded if it
calls `demand` or `may`, or hands its actor to a service that does.
"""

import ast
import re
from functools import cache

import pytest

from app.domain.access import RULES
from tests.guards.source import demand_none, files, tree

SERVICES = 'app/services'
WRITING = {'add', 'add_all', 'merge', 'record', 'lock', 'bulk_save_objects'}  # of a session, or of work
CHANGING = {'update', 'insert', 'delete'}  # statements
ASKING = {'demand', 'may'}

DOORS = {  # open to whoever knows a secret, or has nothing to be asked for yet
    'ops.tickets.redeem': 'the ticket is the permission',
    'people.accounts.is_setup_code': 'counts the wrong tries of whoever sets the workspace up',
    'people.accounts.keep_setup_code': 'the code is shown in the log of the server only',
    'people.accounts.found': 'needs the set-up code; there is nobody yet who could allow it',
    'people.accounts.accept': 'the link is the permission',
    'people.accounts.reset_password': 'the link is the permission',
    'people.guests.introduce': 'a guest names himself; the policy decides whether there are guests',
    'people.guests.choose': 'changes only the row of the guest who asks',
    'people.guests.forget': 'removes only the row of the guest who asks',
    'people.requests.answer_once': 'runs a service that asks, and keeps its answer for the actor',
    'people.sessions.acting': 'runs a service that asks, as whoever the credential belongs to',
    'people.sessions.begin': 'the password was right',
    'people.sessions.note_failure': 'the password was wrong',
    'people.sessions.prepare_sign_in': 'the password was right',
    'people.sessions.prove': 'the password was right',
    'people.sessions.redeem_sign_in': 'needs a ticket that only this browser has',
    'people.sessions.renew': 'gives the session whose cookie was sent another id, and checks whose it is',
    'people.sessions.sign_out': 'ends the session whose cookie was sent',
    'people.tokens.note_use': 'the token itself was sent',
    'sprints.deliveries.keep': 'the signature was right, or the address is the permission',
    'sprints.git_links.take_delivery': 'the delivery was signed with the secret of its address',
}
INSIDE = {  # called by other services, by the clock and at the start, never by a page or the API
    'audit.write': 'part of the deed of another service',
    'audit.write_by': 'part of the deed of another service',
    'ops.copies.keep_copy': 'part of an attempt; the claim is the permission',
    'ops.copies.note_restored': 'part of a run that an operator asked for',
    'ops.reports.keep_report': 'part of an attempt; the claim is the permission',
    'ops.due.fire_due': 'the clock',
    'ops.due.realign': 'the start of a process',
    'ops.due.report_missed': 'the clock',
    'ops.schedules.ensure_shipped': 'the start of a process',
    'ops.fpl_copies.forget_old': 'the clock',
    'ops.fpl_copies.keep_all': 'the command that reads the FPL',
    'ops.logs.writing.append': 'whoever works on a run; the claim is the permission',
    'ops.files.give': 'part of the deed of another service',
    'ops.files.keep_result': 'part of a run, whose claim is looked at in each of its transactions',
    'ops.backups.forget_missing': 'part of a run: the files are gone already',
    'ops.backups.keep_newest': 'part of a run',
    'ops.backups.note_made': 'part of a run, which somebody asked for or the schedule',
    'ops.backups.note_tried': 'part of a run',
    'ops.keeping.forget_definitions': 'part of a run of the schedule',
    'ops.keeping.forget_files': 'part of a run of the schedule',
    'ops.keeping.forget_keys': 'part of a run of the schedule',
    'ops.keeping.forget_logs': 'part of a run of the schedule',
    'ops.keeping.forget_runs': 'part of a run of the schedule',
    'ops.keeping.forget_stream_tickets': 'part of a run of the schedule',
    'ops.keeping.note_kept': 'part of a run of the schedule',
    'people.keeping.forget_failures': 'part of a run of the schedule',
    'people.keeping.forget_notices': 'part of a run of the schedule',
    'people.keeping.forget_sessions': 'part of a run of the schedule',
    'people.keeping.forget_tickets': 'part of a run of the schedule',
    'master_keys.meet': 'the start of a process',
    'master_keys.tell_age': 'a run',
    'ops.attempts.begin': 'the worker, which holds the claim',
    'ops.attempts.conclude': 'part of the deed of another service',
    'ops.attempts.end_attempt': 'part of the deed of another service',
    'ops.attempts.finish': 'the worker, which holds the claim',
    'ops.attempts.renew': 'the worker, which holds the claim',
    'ops.attempts.renew_all': 'the worker, which holds the claims',
    'ops.attempts.see_exit': 'the worker, which holds the claim',
    'ops.attempts.settle': 'the worker, after a crash',
    'ops.attempts.tell_to_stop': 'the worker, which holds the claim',
    'ops.commands.snapshot': 'part of the deed of another service',
    'ops.moves.announce': 'part of the deed of another service',
    'ops.moves.move': 'part of the deed of another service',
    'ops.noteworthy.judge': 'part of the deed of another service',
    'ops.noteworthy.ring': 'a reaction',
    'ops.noteworthy.tell': 'part of the deed of another service',
    'ops.processes.begin': 'the start of a process',
    'ops.queue.claim_next': 'the worker',
    'ops.queue.end_overdue': 'the worker',
    'ops.queue.enqueue': 'the clock, and services of other areas, which have asked',
    'ops.retention.erase_runs': 'part of the deed of another service',
    'ops.retention.keep_news': 'part of a run that reads a board',
    'ops.retention.forget_quiet': 'part of the deed of another service',
    'people.accounts.add_admin': 'the command line: whoever can run it owns the installation',
    'people.bell.ring': 'part of the deed of another service',
    'people.guests.remove_old': 'the clock',
    'people.presence.arrive': 'presence, which knows who has a page open',
    'people.presence.beat': 'presence, which knows who has a page open',
    'people.presence.begin': 'the start of a process',
    'people.presence.depart': 'presence, which knows who has a page open',
    'people.requests.forget_old': 'the clock',
    'people.sessions.end_others': 'part of the deed of another service',
    'people.sessions.end_overdue': 'the clock',
    'poker.doing.announce': 'part of the deed of another service',
    'poker.doing.keep': 'part of the deed of another service',
    'poker.seats.guest_signed_in': 'a reaction',
    'poker.seats.presence_changed': 'a reaction',
    'poker.store.save': 'part of the deed of another service',
    'poker.stories.add_all': 'part of opening a table',
    'poker.stories.erase': 'the clock',
    'poker.stories.reopen': 'part of an undo',
    'poker.upkeep.forget_old': 'the clock',
    'portfolio.seats.forget_old': 'the clock',
    'poker.upkeep.recover': 'the start of a process',
    'poker.upkeep.settle_due': 'the clock',
    'secrets.open_for': 'the start of an attempt, whose command was allowed to whoever asked for it',
    'portfolio.estimates.keep_estimate': 'a reaction to what a poker table saved',
    'portfolio.demo_bodies.push': 'part of a run that a publisher asked for',
    'portfolio.keeping.keep_batch': 'part of a run that reads a source',
    'portfolio.keeping.touch': 'part of a run that reads a source',
    'portfolio.keeping_links.keep_links': 'part of the deed of another service',
    'portfolio.keeping_shares.take_blocks': 'part of the deed of another service',
    'portfolio.keeping_time.infer_again': 'part of a run that reads a source',
    'portfolio.keeping_time.keep_categories': 'part of a run that reads a source',
    'portfolio.keeping_time.keep_iterations': 'part of a run that reads a source',
    'portfolio.keeping_time.keep_markers': 'part of a run that reads a source',
    'portfolio.keeping_time.keep_team': 'part of a run that reads a source',
    'portfolio.missing.count_read': 'part of a run that reads a source',
    'portfolio.missing.mark_gone': 'part of a run that reads a source',
    'portfolio.revisions.keep_revisions': 'part of a run that reads a source',
    'portfolio.sources.judge_answer': 'part of a run that reads a source',
    'portfolio.projects.keep_projects': 'part of a run that reads a source',
    'portfolio.sources.note_plan_trouble': 'part of a run that reads a source',
    'portfolio.sources.note_read': 'part of a run that reads a source',
    'portfolio.sources.note_trouble': 'part of a run that reads a source',
    'portfolio.estimates.note_written': 'part of a run that a publisher asked for',
    'sprints.deciding.added': 'part of every deed of whoever sets up',
    'sprints.deciding.changed': 'part of every deed of whoever sets up',
    'sprints.deciding.moved': 'part of every deed of whoever sets up',
    'sprints.deciding.removed': 'part of every deed of whoever sets up',
    'sprints.looking.note_looked': 'part of a run that an admin asked for',
    'sprints.estimates.keep_estimate': 'a reaction to what a poker table saved',
    'sprints.estimates.note_written': 'part of a run that a publisher asked for',
    'sprints.adding.follow_board': 'part of a run that reads a board',
    'sprints.deliveries.forget_old': 'part of a run of the schedule',
    'sprints.forecasts.score': 'part of a run of the schedule',
    'sprints.deliveries.hand_on': 'the clock',
    'sprints.deliveries.settle': 'part of a run that reads a board',
    'sprints.keeping.keep_page': 'part of a run that reads a board',
    'sprints.keeping.mark_gone': 'part of a run that reads a board',
    'sprints.keeping.place_known': 'part of a run that reads a board',
    'sprints.keeping_sprints.keep_sprints': 'part of a run that reads a board',
    'sprints.keeping_sprints.note_kanban': 'part of a run that reads a board',
    'sprints.pruning.forget_runs': 'part of a run of the schedule',
    'sprints.pruning.forget_drafts': 'part of a run of the schedule',
    'sprints.over.tell_new': 'part of a run that reads a board',
    'sprints.sites.keep_facts': 'part of a run that reads a board',
    'sprints.sites.keep_statuses': 'part of a run that reads a board',
    'sprints.sites.note_answered': 'part of a run that reads a board',
    'sprints.sites.note_trouble': 'part of a run that reads a board',
    'sprints.snapshots.keep_due': 'part of a run that reads a board',
    'sprints.syncing.ask_for_all': 'part of a run of the schedule',
    'sprints.syncing.begin': 'part of a run that reads a board',
    'sprints.syncing.note_progress': 'part of a run that reads a board',
    'sprints.syncing.note_read': 'part of a run that reads a board',
    'sprints.syncing.note_trouble': 'part of a run that reads a board',
    'sprints.syncing.queue_due': 'the clock',
    'seasons.alerts.ring_alerts': 'part of a run of the schedule',
    'seasons.doors.begin': 'part of the deed of another service, which has asked',
    'seasons.doors.enter': 'part of the deed of another service, which has asked',
    'seasons.editing.desk_of': 'part of the deed of another service, which has asked',
    'seasons.editing.done': 'part of the deed of another service, which has asked',
    'seasons.flushing.flush_all': 'part of a run',
    'seasons.flushing.flush_due': 'the clock',
    'seasons.flushing.flush_version': 'part of the deed of another service, and the clock',
    'seasons.flushing.verify_season': 'part of a run of the schedule',
    'seasons.images.begin_images': 'part of the deed of another service',
    'seasons.images.copy_images': 'part of the deed of another service',
    'seasons.images.lock_mark': 'part of what brings images up to the log',
    'seasons.images.write_all': 'part of the deed of another service',
    'seasons.images.write_images': 'the clock: brings images up to the log',
    'seasons.import_files.forget': 'part of the deed of another service',
    'seasons.import_files.keep': 'part of the deed of another service, which has asked',
    'seasons.importing.order_files.compare_orders': 'only looks: it gathers rows into orders',
    'seasons.imports.keep_check': 'part of a run that somebody who may import asked for',
    'seasons.imports.note_again': 'part of a run that somebody who may import asked for',
    'seasons.imports.note_busy': 'part of a run that somebody who may import asked for',
    'seasons.log.keep_edit': 'part of the deed of another service, which has asked',
    'seasons.versions.begin_version': 'part of the deed of another service, which has asked',
    'seasons.scenarios.snapshot_all': 'part of a run of the schedule',
    'seasons.versions.copy_version': 'part of the deed of another service, which has asked',
    'seasons.otb_freezing.freeze_inputs': 'part of the deed of another service, which has asked',
    'seasons.versions.freeze_scope': 'part of an approval, which has asked',
    'seasons.versions.ensure_version': 'part of the deed of another service, which has asked',
    'seasons.ground.move_axes': 'part of whatever lets something join a season',
    'seasons.ground.move_facts': 'part of whatever moves open-to-buy besides cells',
    'seasons.days.facts_before': 'part of the deed of another service',
    'seasons.days.note_days': 'part of the deed of another service, and the clock',
    'seasons.days.rolled_before': 'part of the deed of another service',
    'seasons.moves.tell_move': 'part of whatever moves open-to-buy',
    'seasons.openings.forget_opening': 'part of the deed of another service, which has asked',
    'seasons.openings.renewed': 'part of the deed of another service, which has asked',
    'seasons.openings.take_opening': 'part of a run of the schedule',
    'seasons.notices.tell_judges': 'part of the deed of another service',
    'seasons.notices.tell_one': 'part of the deed of another service',
    'seasons.order_ground.moved': 'part of the deed of another service',
    'seasons.order_states.check_in': 'part of the deed of another service, which has asked',
    'seasons.order_states.enter': 'part of the deed of another service, which has asked',
    'seasons.order_states.settle_confirmed': 'part of the deed of another service, which has asked',
    'seasons.order_states.turn': 'part of the deed of another service, which has asked',
    'seasons.order_writing.value_lines': 'part of the deed of another service',
    'seasons.order_writing.write_order': 'part of the deed of another service',
    'seasons.orders.demand_complete': 'part of the deed of another service',
    'seasons.orders.keep_revision': 'part of the deed of another service',
    'seasons.overdue.note_overdue': 'part of a run of the schedule',
    'sprints.ground.move_boards': 'part of whatever could change a figure',
    'sprints.queues.sprint_started': 'a reaction',
    'sprints.ground.move_site': 'part of whatever changes issues',
    'portfolio.ground.move_baseline': 'part of whatever changes items',
    'portfolio.ground.move_setup': 'part of whatever changes what is configured',
    'portfolio.sending.keep_seen': 'part of a run that a publisher asked for',
    'portfolio.sending.note': 'part of a run that a publisher asked for',
    'portfolio.deciding.added': 'part of the deed of another service',
    'portfolio.deciding.changed': 'part of the deed of another service',
    'portfolio.deciding.removed': 'part of the deed of another service',
    'portfolio.scenarios.forget_deleted': 'part of a run of the schedule',
    'portfolio.steps.announce': 'part of the deed of another service',
    'portfolio.steps.keep_step': 'part of the deed of another service, which has asked',
    'sprints.announcements.announce': 'part of a reaction',
    'sprints.announcements.over_capacity': 'part of the deed of another service',
    'sprints.announcements.queue_published': 'a reaction',
    'sprints.announcements.report_frozen': 'a reaction',
    'sprints.announcements.sprint_closed': 'a reaction',
    'sprints.announcements.sprint_started': 'a reaction',
    'sprints.announcements.send_report': 'part of a run that a publisher or a schedule asked for',
    'sprints.announcements.sync_failed': 'a reaction',
    'sprints.announcements.tell_people': 'part of a run, which somebody asked for or a reaction',
    'sprints.channels.note_failed': 'part of a run that says or publishes something',
    'sprints.channels.note_sent': 'part of a run that says or publishes something',
    'sprints.git_links.keep_seen': 'part of a run that reads a repository',
    'sprints.git_links.mark_gone': 'part of a run that reads a repository',
    'sprints.git_links.note_read': 'part of a run that reads a repository',
    'sprints.git_links.note_trouble': 'part of a run that reads a repository',
    'sprints.kept_files.forget': 'part of the deed of another service',
    'sprints.kept_files.keep': 'part of the deed of another service',
    'sprints.queries.ask_again': 'part of a run of the schedule',
    'sprints.queries.note_answer': 'part of a run that a planner or a schedule asked for',
    'sprints.queries.note_no_answer': 'part of a run that a planner or a schedule asked for',
    'sprints.reconciliations.note_answer': 'part of a run that a planner asked for',
    'sprints.reconciliations.note_trouble': 'part of a run that a planner asked for',
    'sprints.publications.begin': 'part of a run that a publisher or a schedule asked for',
    'sprints.publications.note_failed': 'part of a run that a publisher or a schedule asked for',
    'sprints.publications.note_page': 'part of a run that a publisher or a schedule asked for',
    'sprints.publications.note_published': 'part of a run that a publisher or a schedule asked for',
    'seasons.masters.keeping.added': 'part of the deed of another service',
    'seasons.masters.keeping.changed': 'part of the deed of another service',
    'seasons.masters.keeping.moved': 'part of the deed of another service',
    'seasons.masters.keeping.removed': 'part of the deed of another service',
    'rows.seen': 'part of the deed of another service',
    'seasons.workflow.turn_to': 'part of the deed of another service',
}


class Service:
    """A function of the services, what it calls by name, and to which of them it hands its actor."""

    def __init__(self, module, names, function):
        self.name = f'{module}.{function.name}'
        self.is_public = not function.name.startswith('_')
        self.has_work = bool(function.args.args) and function.args.args[0].arg == 'work'
        self.writes = self.asks = False
        self.calls, self.hands_actor_to = set(), set()
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                self._read(node, names)
            elif isinstance(node, ast.Assign | ast.AugAssign):
                self.writes |= any(map(_is_column, getattr(node, 'targets', None) or [node.target]))

    def _read(self, call, names):
        called = ast.unparse(call.func)
        owner, _, last = called.rpartition('.')
        self.writes |= (owner.startswith('work') and last in WRITING) or (
            last in CHANGING and owner in ('', 'sa', 'work.session'))
        self.asks |= called in ASKING
        known = names.get(called) or (f'{names[owner]}.{last}' if owner in names else '')
        self.calls.add(known)
        if any(ast.unparse(argument) == 'actor' for argument in call.args):
            self.hands_actor_to.add(known)


@cache
def services():
    found = {}
    for path in files(SERVICES):
        module = path.removeprefix(f'{SERVICES}/').removesuffix('.py').replace('/', '.')
        top = [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]
        names = _imported(path) | {node.name: f'{module}.{node.name}' for node in top}
        found |= {service.name: service for service in (Service(module, names, node) for node in top)}
    return found


@cache
def writing():
    return _spread({name for name, service in services().items() if service.writes}, 'calls')


@cache
def guarded():
    return _spread({name for name, service in services().items() if service.asks}, 'hands_actor_to')


def test_every_service_that_writes_asks_whether_its_actor_may():
    demand_none(sorted(name for name in _public(writing() - guarded()) if name not in DOORS | INSIDE),
                'Call demand(actor, deed, thing) here, or say in this test why nobody has to be asked:')


@pytest.mark.parametrize('name', [*DOORS, *INSIDE])
def test_who_need_not_ask_exists_writes_and_has_a_reason(name):
    assert name in services(), f'{name} is gone: take it off the list'
    assert name in writing(), f'{name} does not write: take it off the list'
    assert name not in guarded(), f'{name} asks: take it off the list'


def test_pages_and_the_api_never_call_what_nobody_is_asked_for():
    inside = {re.sub(r'^(people|poker|ops|portfolio|sprints|seasons)\.', '', name): name for name in INSIDE}
    demand_none([f'{path}: {inside[called]}' for path in (*files('pages'), *files('app/api'))
                 for called in _attributes(path) if called in inside],
                'This service asks nobody; it is not for requests:')


def test_the_rules_know_the_deeds_that_services_ask_for():
    asked = {(path, node.args[1].value) for path in files('app', 'pages') for node in ast.walk(tree(path))
             if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKING and len(node.args) > 1
             and isinstance(node.args[1], ast.Constant)}
    demand_none([f'{path}: {deed}' for path, deed in sorted(asked) if deed not in RULES], 'There is no rule for:')


def _public(names):
    return {name for name in names if services()[name].is_public and services()[name].has_work}


def _spread(start, edge):
    """Those at the start, and whoever leads to one of them."""
    reached = set(start)
    while more := {name for name, service in services().items()
                   if name not in reached and getattr(service, edge) & reached}:
        reached |= more
    return reached


def _imported(path):
    """What names of this file mean, as far as they come from other services."""
    names = {}
    for node in tree(path).body:
        if isinstance(node, ast.ImportFrom) and (node.module or '').startswith('app.services'):
            origin = node.module.removeprefix('app.services').removeprefix('.')
            names |= {alias.asname or alias.name: f'{origin}.{alias.name}'.removeprefix('.') for alias in node.names}
    return names


def _is_column(target):
    """A row is changed by giving its attributes other values."""
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    return any(isinstance(one, ast.Attribute) and ast.unparse(one.value) not in ('self', 'work') for one in targets)


def _attributes(path):
    return {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
