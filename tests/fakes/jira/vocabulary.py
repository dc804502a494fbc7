"""What every site of the fake begins with: fields, statuses, types, priorities, kinds of links and people."""

MAKER, SYSTEM = 'com.pyxis.greenhopper.jira:', 'com.atlassian.jira.plugin.system.customfieldtypes:'

CUSTOM = {  # role: id, name, type, what made it
    'sprint': ('customfield_10020', 'Sprint', 'array', f'{MAKER}gh-sprint'),
    'points': ('customfield_10036', 'Story Points', 'number', f'{SYSTEM}float'),
    'estimate': ('customfield_10016', 'Story point estimate', 'number', f'{MAKER}jsw-story-points'),
    'rank': ('customfield_10019', 'Rank', 'any', f'{MAKER}gh-lexo-rank'),
    'epic': ('customfield_10014', 'Epic Link', 'any', f'{MAKER}gh-epic-link'),
    'flagged': ('customfield_10021', 'Flagged', 'array', f'{SYSTEM}multicheckboxes'),
    'owner': ('customfield_10050', 'Owner', 'user', f'{SYSTEM}userpicker'),
}
PLAIN = {  # role: id, name, type
    'summary': ('summary', 'Summary', 'string'), 'type': ('issuetype', 'Issue Type', 'issuetype'),
    'status': ('status', 'Status', 'status'), 'priority': ('priority', 'Priority', 'priority'),
    'assignee': ('assignee', 'Assignee', 'user'), 'reporter': ('reporter', 'Reporter', 'user'),
    'labels': ('labels', 'Labels', 'array'), 'components': ('components', 'Components', 'array'),
    'versions': ('fixVersions', 'Fix Version', 'array'), 'due': ('duedate', 'Due date', 'date'),
    'seconds': ('timeestimate', 'Remaining Estimate', 'number'),
    'original_seconds': ('timeoriginalestimate', 'Original Estimate', 'number'),
    'spent_seconds': ('timespent', 'Time Spent', 'number'), 'parent': ('parent', 'Parent', 'issuelink'),
    'project': ('project', 'Project', 'project'), 'description': ('description', 'Description', 'string'),
    'links': ('issuelinks', 'Linked Issues', 'array'), 'created': ('created', 'Created', 'datetime'),
    'updated': ('updated', 'Updated', 'datetime'), 'resolved': ('resolutiondate', 'Resolved', 'datetime'),
}
HISTORY_NAMES = {'type': 'issuetype', 'seconds': 'timeestimate', 'original_seconds': 'timeoriginalestimate',
                 'spent_seconds': 'timespent', 'components': 'Component', 'versions': 'Fix Version', 'parent': 'Parent',
                 'due': 'duedate'}
SINGLE = {'summary', 'issuetype', 'status', 'project', 'created', 'updated', 'priority', 'assignee', 'reporter',
          'duedate', 'resolutiondate', 'timeestimate', 'timeoriginalestimate', 'timespent', 'parent',
          *(field for field, _, kind, _ in CUSTOM.values() if kind != 'array')}

STATUSES = [('10000', 'To Do', 'new'), ('3', 'In Progress', 'indeterminate'), ('10011', 'Review', 'indeterminate'),
            ('10002', 'Done', 'done')]
CATEGORIES = {'new': (2, 'To Do', 'blue-gray'), 'indeterminate': (4, 'In Progress', 'yellow'),
              'done': (3, 'Done', 'green'), 'undefined': (1, 'No Category', 'medium-gray')}
TYPES = [('10001', 'Story', 0), ('10002', 'Task', 0), ('10004', 'Bug', 0), ('10000', 'Epic', 1),
         ('10003', 'Sub-task', -1)]
PRIORITIES = [('1', 'Highest'), ('2', 'High'), ('3', 'Medium'), ('4', 'Low'), ('5', 'Lowest')]
LINK_TYPES = [('10000', 'Blocks', 'is blocked by', 'blocks'), ('10001', 'Cloners', 'is cloned by', 'clones'),
              ('10002', 'Duplicate', 'is duplicated by', 'duplicates'),
              ('10003', 'Relates', 'relates to', 'relates to')]
PEOPLE = {'anna': 'Anna Example', 'ben': 'Ben Example', 'carla': 'Carla Example', 'lead': 'Lee Lead'}
COLUMNS = [('To do', ['10000']), ('Doing', ['3', '10011']), ('Done', ['10002'])]
