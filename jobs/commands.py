"""Everything that can be run: functions of the product and the programs of the packs."""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.ops.commands import Definition
from jobs import backups, housekeeping, keys
from jobs.airsenal import definitions, restoring
from jobs.airsenal import team as fpl_team
from jobs.portfolio import browse as portfolio_browse
from jobs.portfolio import demo_data as portfolio_demo
from jobs.portfolio import estimate as portfolio_estimate
from jobs.portfolio import publish as portfolio_publish
from jobs.portfolio import sync as portfolio_sync
from jobs.portfolio import sync_history as portfolio_history
from jobs.seasons import alerts as seasons_alerts
from jobs.seasons import demo_data as seasons_demo
from jobs.seasons import export as seasons_export
from jobs.seasons import flush as seasons_flush
from jobs.seasons import import_file as seasons_import
from jobs.seasons import overdue as seasons_overdue
from jobs.seasons import seed as seasons_seed
from jobs.seasons import snapshot as seasons_snapshot
from jobs.seasons import verify as seasons_verify
from jobs.sprints import census, freeze, prune, recheck_closed, score_forecasts, sync_board
from jobs.sprints import demo_data as sprints_demo
from jobs.sprints import estimate as sprints_estimate
from jobs.sprints import import_csv as sprints_import
from jobs.sprints import look as sprints_look
from jobs.sprints import notify as sprints_notify
from jobs.sprints import publish_report as sprints_publish
from jobs.sprints import query as sprints_query
from jobs.sprints import reconcile as sprints_reconcile
from jobs.sprints import report as sprints_report
from jobs.sprints import send_report as sprints_send
from jobs.sprints import sync_git as sprints_git
from jobs.voice import Voice

Function = Callable[[Voice, Mapping[str, Any]], Any]  # what it returns becomes the result of the run

FUNCTIONS: Mapping[str, tuple[Definition, Function]] = {
    fpl_team.DEFINITION.slug: (fpl_team.DEFINITION, fpl_team.fetch_team),
    restoring.DEFINITION.slug: (restoring.DEFINITION, restoring.restore_copy),
    keys.ROTATE.slug: (keys.ROTATE, keys.rotate_master_key),
    keys.CHECK_AGE.slug: (keys.CHECK_AGE, keys.check_key_age),
    backups.BACKUP.slug: (backups.BACKUP, backups.back_up),
    backups.RESTORE_CHECK.slug: (backups.RESTORE_CHECK, backups.try_newest),
    housekeeping.CLEAN_UP.slug: (housekeeping.CLEAN_UP, housekeeping.clean_up),
    housekeeping.RETENTION.slug: (housekeeping.RETENTION, housekeeping.remove_old),
    portfolio_estimate.DEFINITION.slug: (portfolio_estimate.DEFINITION, portfolio_estimate.write),
    portfolio_publish.DEFINITION.slug: (portfolio_publish.DEFINITION, portfolio_publish.publish),
    portfolio_sync.DEFINITION.slug: (portfolio_sync.DEFINITION, portfolio_sync.sync),
    portfolio_history.DEFINITION.slug: (portfolio_history.DEFINITION, portfolio_history.read_one),
    portfolio_browse.DEFINITION.slug: (portfolio_browse.DEFINITION, portfolio_browse.browse),
    portfolio_demo.DEFINITION.slug: (portfolio_demo.DEFINITION, portfolio_demo.fill),
    seasons_alerts.DEFINITION.slug: (seasons_alerts.DEFINITION, seasons_alerts.look),
    seasons_demo.DEFINITION.slug: (seasons_demo.DEFINITION, seasons_demo.fill),
    seasons_export.DEFINITION.slug: (seasons_export.DEFINITION, seasons_export.export),
    seasons_flush.DEFINITION.slug: (seasons_flush.DEFINITION, seasons_flush.flush),
    seasons_import.CHECKING.slug: (seasons_import.CHECKING, seasons_import.check_file),
    seasons_import.DEFINITION.slug: (seasons_import.DEFINITION, seasons_import.write_file),
    seasons_import.LARGE_CHECKING.slug: (seasons_import.LARGE_CHECKING, seasons_import.check_file),
    seasons_import.LARGE_DEFINITION.slug: (seasons_import.LARGE_DEFINITION, seasons_import.write_file),
    seasons_overdue.DEFINITION.slug: (seasons_overdue.DEFINITION, seasons_overdue.note),
    seasons_seed.DEFINITION.slug: (seasons_seed.DEFINITION, seasons_seed.seed),
    seasons_snapshot.DEFINITION.slug: (seasons_snapshot.DEFINITION, seasons_snapshot.snapshot),
    seasons_verify.DEFINITION.slug: (seasons_verify.DEFINITION, seasons_verify.verify),
    sprints_estimate.DEFINITION.slug: (sprints_estimate.DEFINITION, sprints_estimate.write),
    sprints_notify.DEFINITION.slug: (sprints_notify.DEFINITION, sprints_notify.notify),
    sprints_publish.DEFINITION.slug: (sprints_publish.DEFINITION, sprints_publish.publish),
    sprints_query.DEFINITION.slug: (sprints_query.DEFINITION, sprints_query.ask),
    sprints_reconcile.DEFINITION.slug: (sprints_reconcile.DEFINITION, sprints_reconcile.ask),
    sprints_report.DEFINITION.slug: (sprints_report.DEFINITION, sprints_report.make),
    sprints_send.DEFINITION.slug: (sprints_send.DEFINITION, sprints_send.send),
    sprints_git.DEFINITION.slug: (sprints_git.DEFINITION, sprints_git.sync),
    sprints_look.DEFINITION.slug: (sprints_look.DEFINITION, sprints_look.look),
    sprints_look.ADDING.slug: (sprints_look.ADDING, sprints_look.add),
    sprints_import.DEFINITION.slug: (sprints_import.DEFINITION, sprints_import.import_csv),
    sprints_demo.DEFINITION.slug: (sprints_demo.DEFINITION, sprints_demo.fill),
    sync_board.DEFINITION.slug: (sync_board.DEFINITION, sync_board.sync),
    census.DEFINITION.slug: (census.DEFINITION, census.count),
    recheck_closed.DEFINITION.slug: (recheck_closed.DEFINITION, recheck_closed.recheck),
    freeze.DEFINITION.slug: (freeze.DEFINITION, freeze.freeze),
    prune.DEFINITION.slug: (prune.DEFINITION, prune.prune),
    score_forecasts.DEFINITION.slug: (score_forecasts.DEFINITION, score_forecasts.score),
}
PROGRAMS: tuple[Definition, ...] = definitions.PROGRAMS

DEFINITIONS: Mapping[str, Definition] = {
    **{slug: definition for slug, (definition, _) in FUNCTIONS.items()},
    **{definition.slug: definition for definition in PROGRAMS}}
