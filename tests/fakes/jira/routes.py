"""Which address is answered by what."""

import re

from tests.fakes.jira import agile, bulk, greenhopper, hooks, platform

ONE = r'([^/]+)'
API, AGILE, OLD = r'/rest/api/(?:2|3|latest)', r'/rest/agile/1\.0', r'/rest/greenhopper/1\.0'
OPEN = '/serverInfo'  # for everybody
CLOUD_ONLY = {platform.search_jql, platform.approximate_count, platform.parse, bulk.issues, bulk.changelogs}

ROUTES = [(method, re.compile(pattern), deed) for method, pattern, deed in (
    ('GET', f'{API}/serverInfo', platform.server_info),
    ('GET', f'{API}/myself', platform.myself),
    ('GET', f'{API}/field', platform.fields),
    ('GET', f'{API}/status', platform.statuses),
    ('GET', f'{API}/statuscategory', platform.categories),
    ('GET', f'{API}/priority', platform.priorities),
    ('GET', f'{API}/issuetype', platform.types),
    ('GET', f'{API}/issueLinkType', platform.link_types),
    ('GET', f'{API}/project', platform.projects),
    ('GET', f'{API}/project/{ONE}', platform.project),
    ('GET', f'{API}/filter/{ONE}', platform.filter_),
    ('GET', f'{API}/search', platform.search),
    ('POST', f'{API}/search', platform.search),
    ('GET', f'{API}/search/jql', platform.search_jql),
    ('POST', f'{API}/search/jql', platform.search_jql),
    ('POST', f'{API}/search/approximate-count', platform.approximate_count),
    ('POST', f'{API}/jql/parse', platform.parse),
    ('GET', f'{API}/issue/{ONE}', platform.one_issue),
    ('PUT', f'{API}/issue/{ONE}', platform.edit),
    ('GET', f'{API}/issue/{ONE}/changelog', platform.one_changelog),
    ('POST', f'{API}/issue/bulkfetch', bulk.issues),
    ('POST', f'{API}/changelog/bulkfetch', bulk.changelogs),
    ('GET', f'(?:{API}|/rest/webhooks/1\\.0)/webhook', hooks.registered),
    ('POST', f'(?:{API}|/rest/webhooks/1\\.0)/webhook', hooks.register),
    ('GET', f'{AGILE}/board', agile.boards),
    ('GET', f'{AGILE}/board/{ONE}', agile.board),
    ('GET', f'{AGILE}/board/{ONE}/configuration', agile.configuration),
    ('GET', f'{AGILE}/board/{ONE}/project', agile.board_projects),
    ('GET', f'{AGILE}/board/{ONE}/sprint', agile.board_sprints),
    ('GET', f'{AGILE}/board/{ONE}/issue', agile.board_issues),
    ('GET', f'{AGILE}/board/{ONE}/backlog', agile.backlog),
    ('GET', f'{AGILE}/board/{ONE}/epic', agile.epics),
    ('GET', f'{AGILE}/sprint/{ONE}', agile.sprint),
    ('GET', f'{AGILE}/sprint/{ONE}/issue', agile.sprint_issues),
    ('GET', f'{OLD}/rapid/charts/sprintreport', greenhopper.sprint_report),
    ('GET', f'{OLD}/rapid/charts/velocity', greenhopper.velocity),
    ('GET', f'{OLD}/rapid/charts/scopechangeburndownchart', greenhopper.scope_changes),
)]


def found(method, path, is_cloud):
    """The deed and the names in the address; None where there is none."""
    for wanted, pattern, deed in ROUTES:
        if wanted == method and (match := pattern.fullmatch(path)) and (is_cloud or deed not in CLOUD_ONLY):
            return deed, match.groups()
    return None
