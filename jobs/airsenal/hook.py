"""What the pack does before and after a program of AIrsenal.

Before: the program gets a copy of the team's database, in the folder of its attempt. After: what it said decides
whether it has done its work, the copy takes the place of the good database only if it is sound, and what it found out
becomes reports. Whatever goes wrong in between, the good database is the one from before.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.ops import parameters
from app.domain.ops.airsenal import PARSER_VERSION
from app.domain.ops.airsenal.printed import lines
from app.domain.ops.airsenal.sections import KINDS, missing
from app.domain.ops.states import Claim, LeaseLost
from app.services.ops import copies, reports
from app.settings import OpsSettings
from app.work import Work, read, transact
from jobs.airsenal import database
from jobs.airsenal.home import BASE, Home, home_of
from jobs.airsenal.programs import environment_for, located
from jobs.airsenal.reading import Found, Traces
from jobs.airsenal.reading import read as read_report
from jobs.hooks import CannotStart, Conclusion, Preparation, Texts

BEGINNING = ('setup_db', 'pipeline')  # need no database
READING = ('check_data', 'make_transfers', 'set_lineup')  # leave it as it is
CHECKED = re.compile(r'OVERALL: Passed (\d+) out of (\d+) tests')
CAUSE = re.compile(r'(?:[A-Za-z_.]*(?:Error|Exception|Exit|Interrupt)\b.*|ERROR: .*)$')


log = logging.getLogger(__name__)


class AirsenalHook:
    def prepare(self, claim: Claim, secrets: Mapping[str, str], folder: Path) -> Preparation:
        rules, command = read(_rules), claim.definition.slug
        team_id = claim.parameters['fpl_team_id']
        home, program = home_of(rules.airsenal_home, team_id), located(claim.definition.program, rules.airsenal_bin)
        _demand_base(home, command, team_id)
        try:
            home.make()
            base = home.lend(folder)
        except OSError as error:
            raise CannotStart(f'The folder of the team cannot be used: {error.strerror} ({home.folder}).') from error
        return Preparation(
            (*program, *parameters.argv(claim.definition, claim.parameters)),
            {**environment_for(rules.airsenal_bin), 'AIRSENAL_HOME': str(home.folder), 'AIRSENAL_DB_FILE': str(base),
             'FPL_TEAM_ID': str(team_id)})

    def conclude(self, claim: Claim, folder: Path, exit_code: int, texts: Texts) -> Conclusion:
        command = claim.definition.slug
        if exit_code != 0:
            return Conclusion(_cause(texts('err')) or _cause(texts('out')) or None)
        text = '\n'.join(texts('out'))
        if untold := missing(command, text):
            return Conclusion(f'Finished without a result: {untold} did not come', is_permanent=True)
        home = home_of(read(_rules).airsenal_home, claim.parameters['fpl_team_id'])
        found = _read_all(claim, Traces(text, folder / BASE, home.base))
        if command not in READING and (flaw := database.flaw(folder / BASE)):
            return Conclusion(f'The database it left is not kept: {flaw}. The former one stays in use')
        try:
            if command not in READING:
                _replace(claim, home, folder / BASE)
        except LeaseLost:
            raise
        except Exception as error:
            log.exception('the database of %s could not be kept', home.folder, extra={'event': 'ops.not_kept'})
            why = getattr(error, 'strerror', None) or type(error).__name__
            return Conclusion(f'The database could not be kept: {why}. The former one stays in use')
        _keep_reports(claim, found)
        return Conclusion(result=_result(found), partly=_wrong(text) if command == 'check_data' else '')


def _rules(work: Work) -> OpsSettings:
    return work.policy.ops


def _demand_base(home: Home, command: str, team_id: int) -> None:
    """Most programs say nothing useful without a database, and some end well."""
    if not home.base.exists():
        if command not in BEGINNING:
            raise CannotStart(f'Team {team_id} has no database yet: run “Set up database” first.')
    elif command not in BEGINNING and (flaw := database.flaw(home.base)):
        raise CannotStart(f'The database of team {team_id} cannot be used: {flaw}. Restore one of its copies, or set '
                          'it up anew.')


def _cause(lines: Iterator[str]) -> str:
    """The last line that names a failure, as a program in Python ends with."""
    found = ''
    for line in lines:
        if len(line) < 2000 and (cause := CAUSE.match(line.strip())):
            found = cause[0]
    return found[:500]


def _read_all(claim: Claim, traces: Traces) -> list[Found]:
    weeks = claim.parameters.get('weeks_ahead') or claim.parameters.get('num_gameweeks')
    return [read_report(kind, traces, weeks) for kind in KINDS.get(claim.definition.slug, ())]


def _replace(claim: Claim, home: Home, worked: Path) -> None:
    """Noted while the attempt is still the one that counts, and put in place at once after that."""
    new = home.take_in(worked)
    home.keep(new)
    dropped = transact(copies.keep_copy, claim, claim.parameters['fpl_team_id'], new.size, new.sha256)
    home.put_in_place(new)
    home.drop_copies(dropped)


def _keep_reports(claim: Claim, found: list[Found]) -> None:
    for report in found:
        body = report.body.as_json() if report.body else {}
        transact(reports.keep_report, claim, report.kind, body, report.source, PARSER_VERSION, report.issues,
                 report.error)


def _wrong(text: str) -> str:
    """What a check of the data has found; it ends well all the same."""
    told = next((found for line in lines(text) if (found := CHECKED.match(line))), None)
    failed = int(told[2]) - int(told[1]) if told else 0
    return f'{failed} of {told[2]} checks found something wrong' if told and failed else ''


def _result(found: list[Found]) -> Mapping[str, object] | None:
    """For programs that ask for the run only."""
    return {report.kind: report.body.as_json() for report in found if report.body} or None

