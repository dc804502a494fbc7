"""Items of histories as Jira writes them: ids where it has ids, numbers as texts only."""

from tests.fakes.jira import vocabulary as words


def item(site, role, old, new):
    if role in site.fields:
        identifier, name, *_ = site.fields[role]
        name, kind = site.field_names.get(identifier, name), 'custom'
    else:
        identifier, kind = words.PLAIN[role][0], 'jira'
        name = words.HISTORY_NAMES.get(role, identifier)
    (was, was_text), (now, now_text) = _said(site, role, old), _said(site, role, new)
    return {'field': name, 'fieldtype': kind, 'fieldId': identifier, 'from': was, 'fromString': was_text, 'to': now,
            'toString': now_text}


def moved_items(old, new, old_key, new_key):
    return [{'field': 'project', 'fieldtype': 'jira', 'fieldId': 'project', 'from': old['id'],
             'fromString': old['name'], 'to': new['id'], 'toString': new['name']},
            {'field': 'Key', 'fieldtype': 'jira', 'from': None, 'fromString': old_key, 'to': None,
             'toString': new_key}]


def _said(site, role, value):
    """Id and text."""
    say = SAYERS.get(role)
    if say:
        return say(site, value)
    if value in (None, '', []):
        return None, None
    if isinstance(value, list):
        return None, ' '.join(map(str, value))
    return None, f'{value:g}' if isinstance(value, float) else str(value)


def _row(rows):
    return lambda site, value: (value, site.name_in(getattr(site, rows), value)) if value else (None, None)


def _sprints(site, value):
    names = (site.sprints.get(one, {}).get('name', f'Sprint {one}') for one in value or ())
    return ', '.join(map(str, value or ())), ', '.join(names)


def _person(site, value):
    return (value, site.people.get(value, value)) if value else (None, None)


def _flag(site, value):
    return ('[10019]', 'Impediment') if value else ('', '')


def _seconds(site, value):
    return (None, None) if value is None else (str(value), str(value))


def _rank(site, value):
    return '', 'Ranked higher'


def _parent(site, value):
    return (str(value), site.issues[value].key) if value else (None, None)


SAYERS = {'status': _row('statuses'), 'priority': _row('priorities'), 'type': _row('types'), 'sprint': _sprints,
          'assignee': _person, 'reporter': _person, 'owner': _person, 'flagged': _flag, 'seconds': _seconds,
          'original_seconds': _seconds, 'spent_seconds': _seconds, 'rank': _rank, 'parent': _parent}
