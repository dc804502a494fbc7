"""Webhooks: registered ones, and deliveries with the signature of the exact bytes that are sent."""

import hashlib
import hmac
import json
import urllib.error
import urllib.request
import uuid

from tests.fakes.jira import shapes


def registered(ask):
    return ask.site.hooks


def register(ask):
    address = f'{shapes.URL}/rest/webhooks/1.0/webhook/{len(ask.site.hooks) + 1}'
    ask.site.hooks.append(dict(ask.body) | {'self': address})
    return 201, ask.site.hooks[-1]


def issue_event(site, number, event='jira:issue_updated', history=None):
    """With the items of one history; None: of the last."""
    issue = site.issues.get(number) or site.gone[number]
    told = shapes.issue(site, issue, None)
    body = {'timestamp': site.now(), 'webhookEvent': event, 'issue_event_type_name': 'issue_generic',
            'user': shapes.person(site, 'lead'), 'issue': told | {'self': f'{shapes.URL}/rest/api/2/{number}'}}
    if event == 'jira:issue_updated' and issue.histories:
        one = next((one for one in issue.histories if one['id'] == history), issue.histories[-1])
        body['changelog'] = {'id': str(one['id']), 'items': one['items']}
    return body


def sprint_event(site, number, event='sprint_closed'):
    return {'timestamp': site.now(), 'webhookEvent': event, 'sprint': shapes.sprint(site, site.sprints[number])}


def delivery(body, secret='', identifier='', retry=0, flow='Primary'):
    """The exact bytes and their headers."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    headers = {'Content-Type': 'application/json; charset=UTF-8', 'X-Atlassian-Webhook-Retry': str(retry),
               'X-Atlassian-Webhook-Identifier': identifier or str(uuid.uuid4()), 'X-Atlassian-Webhook-Flow': flow}
    if secret:
        headers['X-Hub-Signature'] = f'sha256={hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}'
    return raw, headers


def send(url, raw, headers):
    """The status of the answer."""
    request = urllib.request.Request(url, raw, headers, method='POST')
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
