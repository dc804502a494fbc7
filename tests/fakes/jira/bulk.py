"""Answers of the cloud about many issues by their numbers."""

from tests.fakes.jira import pages, platform, shapes
from tests.fakes.jira import vocabulary as words
from tests.fakes.jira.refusal import Refusal

NAMES = {'issuelinks': 'Link', 'issuekey': 'Key', 'parent': 'Parent'}


def issues(ask):
    asked, names = ask.body['issueIdsOrKeys'], platform._names(ask.body.get('fields', ['*all']))
    expand = ','.join(ask.body.get('expand', ()))
    is_single = names and len(names) <= 100 and set(names) <= words.SINGLE and not expand
    most = ask.knobs.bulk_single if is_single else ask.knobs.bulk
    if len(asked) > most:
        raise Refusal(400, f'You can fetch at most {most} issues at once.')
    passing = {str(number) for number, left in ask.site.passing.items() if left and str(number) in asked}
    for number in passing:
        ask.site.passing[int(number)] -= 1
    found = {one.number: one for name in asked if name not in passing and (one := ask.site.found(name))}
    return {'issues': [platform._told(ask, found[number], names, expand, ask.knobs.expanded_in_bulk)
                       for number in sorted(found)],
            'issueErrors': [{'id': number, 'errorMessage': 'A passing error'} for number in sorted(passing)]}


def changelogs(ask):
    asked, names = ask.body['issueIdsOrKeys'], ask.body.get('fieldIds') or []
    if len(asked) > 1000 or len(names) > 10:
        raise Refusal(400, 'At most 1000 issues and 10 fields.')
    every = _every(ask.site, asked, names)
    start = pages.start_of(ask.body.get('nextPageToken'))
    most = min(int(ask.body.get('maxResults', 1000)), ask.knobs.bulk_changes)
    some, logs = every[start:start + most], {}
    for _, number, _, part in some:
        logs.setdefault(number, []).append(shapes.history(ask.site, part, is_bulk=True))
    told = {'issueChangeLogs': [{'issueId': str(number), 'changeHistories': platform.mixed(ask, histories)}
                                for number, histories in logs.items()]}
    return told | ({'nextPageToken': pages.token_for(start + most)} if start + most < len(every) else {})


def _every(site, asked, names):
    """By date, then by issue; kept for the next page, which asks the same."""
    key = (tuple(asked), tuple(names), site.count_of('history'), len(site.issues), len(site.hidden))
    if site.kept and site.kept[0] == key:
        return site.kept[1]
    found = {one.number: one for name in asked if (one := site.found(name))}
    every = sorted(((one['at'], number, one['id'], part) for number, issue in found.items() for one in issue.histories
                    if (part := _part(one, names))), key=lambda row: row[:3])
    site.kept = key, every
    return every


def _part(history, names):
    """Only what was asked for; the same history then is shorter."""
    if not names:
        return history
    wanted = {*names, *(NAMES.get(one, one) for one in names)}
    items = [one for one in history['items'] if {one.get('fieldId'), one['field']} & wanted]
    return history | {'items': items} if items else None
