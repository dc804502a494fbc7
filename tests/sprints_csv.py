"""A file as Jira exports it, with all that is odd about such files."""

import csv
import io

HEADER = ['Issue key', 'Summary', 'Issue id', 'Issue Type', 'Status', 'Status Category', 'Priority', 'Assignee',
          'Assignee Id', 'Reporter', 'Created', 'Updated', 'Resolved', 'Due date', 'Component/s', 'Component/s',
          'Labels', 'Sprint', 'Sprint', 'Parent', 'Time Spent', 'Custom field (Story Points)', 'Custom field (Rank)',
          'Outward issue link (Blocks)', 'Inward issue link (Blocks)']
MORE = {'Sprint': 'Sprint 2', 'Component/s': 'Component 2'}  # for the second of two columns with one name


def row(key, title, kind, status, category, **more):
    return {'Issue key': key, 'Summary': title, 'Issue id': f'100{int(key[4:]):02}', 'Issue Type': kind,
            'Status': status, 'Status Category': category, 'Priority': 'Medium', 'Reporter': 'Dana',
            'Created': '05/Jan/26 9:05 PM', 'Updated': '06/Jan/26 9:05 AM', **more}


POINTS, OUT, IN = 'Custom field (Story Points)', 'Outward issue link (Blocks)', 'Inward issue link (Blocks)'
ROWS = [
    row('PAY-1', 'Größe – “shipping” costs', 'Story', 'Done', 'Done', Priority='High', Sprint='Sprint 9',
        Resolved='20/Jan/26 4:30 PM', Updated='20/Jan/26 4:30 PM', **{POINTS: '3', OUT: 'PAY-2'}),
    row('PAY-2', 'Refunds', 'Story', 'In Progress', 'In Progress', Sprint='Sprint 9', Assignee='Chidi', Parent='10004',
        Labels='qa', **{'Sprint 2': 'Sprint 10', 'Component/s': 'api', 'Component 2': 'web', 'Assignee Id': 'acc-1',
                        POINTS: '5.0', IN: 'PAY-1', 'Due date': '30/Jan/26 12:00 AM'}),
    row('PAY-3', 'Texts of refunds', 'Sub-task', 'Done', 'Done', Parent='10002', Sprint='Sprint 10',
        Resolved='19/Jan/26 1:00 PM', **{'Time Spent': '7200'}),
    row('PAY-4', 'Money back', 'Epic', 'To Do', 'To Do'),
    row('PAY-5', 'Vouchers', 'Story', 'To Do', 'To Do', Sprint='Sprint 11, the late one', **{POINTS: '8'})]


def file_of(header, rows, delimiter=',', encoding='utf-8'):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(header)
    names = [MORE.get(name, name) if name in header[:place] else name for place, name in enumerate(header)]
    writer.writerows([one.get(name, '') for name in names] for one in rows)
    return file.getvalue().encode(encoding)


def export(**form):
    return file_of(HEADER, ROWS, **form)
