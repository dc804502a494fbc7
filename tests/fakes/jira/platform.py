"""Answers of the platform interface: what the site is, searches and single issues."""

from tests.fakes.jira import jql, pages, shapes
from tests.fakes.jira import vocabulary as words
from tests.fakes.jira.refusal import Refusal

NO_ISSUE = 'Issue does not exist or you do not have permission to see it.'


def server_info(ask):
    return {'baseUrl': shapes.URL, 'version': ask.site.version, 'buildNumber': 100,
            'versionNumbers': [int(one) for one in ask.site.version.split('.')], 'serverTitle': 'Sample Jira',
            'deploymentType': 'Cloud' if ask.site.is_cloud else 'Server',
            'serverTime': shapes.moment(ask.site, ask.site.now())}


def myself(ask):
    return shapes.person(ask.site, ask.account)


def fields(ask):
    plain = [{'id': identifier, 'key': identifier, 'name': name, 'custom': False,
              'schema': {'type': kind, 'system': identifier}} for identifier, name, kind in words.PLAIN.values()]
    custom = [{'id': identifier, 'key': identifier, 'name': ask.site.field_names.get(identifier, name), 'custom': True,
               'schema': {'type': kind, 'custom': made, 'customId': int(identifier.rpartition('_')[2])}}
              for identifier, name, kind, made in ask.site.fields.values()]
    return plain + custom


def statuses(ask):
    return [shapes.status(ask.site, row[0]) for row in ask.site.statuses if row[3:] != ('retired',)]


def categories(ask):
    return [{'id': number, 'key': key, 'name': name, 'colorName': colour}
            for key, (number, name, colour) in words.CATEGORIES.items()]


def priorities(ask):
    return [{'id': row[0], 'name': row[1]} for row in ask.site.priorities]


def types(ask):
    return [shapes.kind(ask.site, row[0]) for row in ask.site.types]


def link_types(ask):
    names = ('id', 'name', 'inward', 'outward')
    return {'issueLinkTypes': [dict(zip(names, row, strict=True)) for row in ask.site.link_types]}


def projects(ask):
    return [_project(one) for key, one in ask.site.projects.items() if key not in ask.site.hidden_projects]


def project(ask, key):
    if key not in ask.site.projects or key in ask.site.hidden_projects:
        raise Refusal(404, f"No project could be found with key '{key}'.")
    return _project(ask.site.projects[key])


def filter_(ask, identifier):
    if identifier not in ask.site.filters:
        raise Refusal(404, 'The selected filter is not available to you, perhaps it has been deleted.')
    return {'id': identifier, 'name': f'Filter {identifier}', 'jql': ask.site.filters[identifier]}


def search(ask):
    """Servers only; the cloud has taken it away."""
    if ask.site.is_cloud:
        raise Refusal(410, 'The requested API has been removed. Migrate to the /rest/api/3/search/jql API.')
    query = ask.body or ask.query
    found = found_issues(ask, query.get('jql', ''), str(query.get('validateQuery', 'true')) in ('true', 'strict'))
    names = _names(query.get('fields', '*navigable'))
    told = pages.by_offset(query, found, ask.knobs.census if names == [] or names == ['updated'] else 1000, 'issues')
    return told | {'issues': [_told(ask, one, names, str(query.get('expand', '')), ask.knobs.expanded)
                              for one in told['issues']]}


def search_jql(ask):
    """The cloud only: tokens instead of offsets, ids unless fields are named."""
    query = ask.body or ask.query
    names = _names(query.get('fields', []))
    found = found_issues(ask, query.get('jql', ''), True, _numbers(query.get('reconcileIssues') or ()))
    is_brief = set(names or ()) <= {'id', 'key', 'updated'} and not query.get('expand')
    most = min(int(query.get('maxResults', 50)), ask.knobs.census if is_brief else ask.knobs.search)
    start = pages.start_of(query.get('nextPageToken'))
    some, has_more = found[start:start + most], start + most < len(found)
    told = [_told(ask, one, names, str(query.get('expand', '')), ask.knobs.expanded_in_bulk) for one in some]
    return {'issues': told, 'isLast': not has_more} | ({'nextPageToken': pages.token_for(start + most)} if has_more
                                                       else {})


def approximate_count(ask):
    return {'count': len(found_issues(ask, ask.body['jql'], True)) + ask.knobs.count_offset}


def parse(ask):
    return {'queries': [_parsed(ask, text) for text in ask.body['queries']]}


def one_issue(ask, name):
    issue = visible(ask, name)
    return _told(ask, issue, _names(ask.query.get('fields', '*all')), ask.query.get('expand', ''), ask.knobs.expanded)


def edit(ask, name):
    """Only estimates, which are numbers or nothing."""
    issue, points = visible(ask, name), ask.body['fields'].get(ask.site.fields['points'][0], '')
    if not isinstance(points, int | float | None):
        raise Refusal(400, 'Operation value must be a number')
    ask.site.change(issue.number, author=ask.account, points=points)
    return 204, None


def one_changelog(ask, name):
    issue = visible(ask, name)
    if not ask.knobs.has_changelog:
        raise Refusal(404, 'null for uri')
    told = [shapes.history(ask.site, one) for one in issue.histories]
    return pages.by_offset(ask.query, mixed(ask, told), ask.knobs.changelog, 'values')


def visible(ask, name):
    issue = ask.site.found(name)
    if not issue:
        is_hidden = any(str(name) in (str(one), ask.site.issues[one].key) for one in ask.site.issues)
        raise Refusal(ask.knobs.hides_with if is_hidden else 404, NO_ISSUE)
    return issue


def found_issues(ask, text, is_strict, reconciled=()):
    """What the index knows, which lags behind what was written."""
    try:
        test, is_bounded, order = jql.compiled(ask.site, text)
    except Refusal:
        if is_strict or 'Error' in text:
            raise
        return []
    if ask.site.is_cloud and not is_bounded:
        raise Refusal(400, 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.')
    known = [_Indexed(one, ask.site.now() - ask.knobs.lag) if ask.knobs.lag and one.number not in reconciled else one
             for one in ask.site.visible()]
    found = [one for one in known if one.created <= ask.site.now() - (
        0 if one.number in reconciled else ask.knobs.lag) and test(one)]
    for name, is_down in reversed(order or [('created', True)]):
        found.sort(key=KEYS.get(name, KEYS['key']), reverse=is_down)
    return found


def mixed(ask, told):
    return sorted(told, key=lambda one: hash((one['id'], 7))) if ask.knobs.shuffles else told


class _Indexed:
    """An issue as the index saw it when it was last brought up to date."""

    def __init__(self, issue, until):
        self.issue = issue
        self.updated = max([issue.created, *(one['at'] for one in issue.histories if one['at'] <= until)])

    def __getattr__(self, name):
        return getattr(self.issue, name)


KEYS = {'created': lambda one: (one.created, one.number), 'updated': lambda one: one.updated,
        'key': lambda one: (one.values['project'], int(one.key.rpartition('-')[2])), 'id': lambda one: one.number,
        'rank': lambda one: one.values.get('rank') or ''}


def _told(ask, issue, names, expand, cap):
    issue = getattr(issue, 'issue', issue)
    told = shapes.issue(ask.site, issue, names)
    if 'changelog' in expand:
        newest = [shapes.history(ask.site, one) for one in reversed(issue.histories)][:cap]
        told['changelog'] = {'startAt': 0, 'maxResults': len(newest), 'total': len(issue.histories),
                             'histories': mixed(ask, newest)}
    return told


def _numbers(asked):
    """At most 50, whose last change a search must know."""
    found = {int(one) for one in (asked.split(',') if isinstance(asked, str) else asked)}
    if len(found) > 50:
        raise Refusal(400, 'At most 50 issues can be reconciled.')
    return found


def _names(asked):
    """None: all."""
    names = asked.split(',') if isinstance(asked, str) else list(asked)
    return None if any(one.startswith('*') for one in names) else [one for one in names if one]


def _parsed(ask, text):
    try:
        jql.compiled(ask.site, text)
    except Refusal as refusal:
        return {'query': text, 'errors': refusal.body['errorMessages']}
    return {'query': text, 'structure': {}}


def _project(one):
    return {name: one[name] for name in ('id', 'key', 'name')}
