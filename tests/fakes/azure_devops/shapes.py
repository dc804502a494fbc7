"""How things look on the wire: names, order and links as in recorded answers."""

from urllib.parse import quote
from zlib import crc32

NAMES = {'System.LinkTypes.Hierarchy-Forward': 'Child', 'System.LinkTypes.Hierarchy-Reverse': 'Parent',
         'System.LinkTypes.Dependency-Forward': 'Successor', 'System.LinkTypes.Dependency-Reverse': 'Predecessor',
         'System.LinkTypes.Related': 'Related', 'System.LinkTypes.Duplicate-Forward': 'Duplicate',
         'System.LinkTypes.Duplicate-Reverse': 'Duplicate Of',
         'System.LinkTypes.Remote.Dependency-Forward': 'Produces For',
         'System.LinkTypes.Remote.Dependency-Reverse': 'Consumes From',
         'System.LinkTypes.Remote.Related': 'Remote Related',
         'Microsoft.VSTS.Common.Affects-Forward': 'Affects', 'Microsoft.VSTS.Common.Affects-Reverse': 'Affected By',
         'Microsoft.VSTS.Common.TestedBy-Forward': 'Tested By', 'Microsoft.VSTS.Common.TestedBy-Reverse': 'Tests',
         'Microsoft.VSTS.TestCase.SharedParameterReferencedBy-Forward': 'Referenced By',
         'Microsoft.VSTS.TestCase.SharedParameterReferencedBy-Reverse': 'References',
         'Microsoft.VSTS.TestCase.SharedStepReferencedBy-Forward': 'Test Case',
         'Microsoft.VSTS.TestCase.SharedStepReferencedBy-Reverse': 'Shared Steps',
         'AttachedFile': 'Attached File', 'Hyperlink': 'Hyperlink', 'ArtifactLink': 'Artifact Link'}


def order(relations):
    """Another one than that in which links were added, but always the same."""
    return sorted(relations, key=lambda one: crc32(f'{one[0]}{one[1]}'.encode()))


def item(organisation, one, base, expand='', fields=None, rev=None):
    """One item, or (`rev`) one of its revisions."""
    own, number = one.fields if rev is None else one.revisions[rev - 1], one.rev if rev is None else rev
    project = organisation.found_project(own['System.TeamProject'])
    home = f'{base}/{project.id}/_apis/wit/workItems/{one.id}'
    shown = dict(own)
    expand = expand.casefold()
    parent = organisation.parent_of(one)
    if parent and rev is None:
        shown['System.Parent'] = parent
    if expand == 'all' or fields:
        shown |= _extra(organisation, one, own, number)
    if fields:
        shown = {name: shown[name] for name in fields if name in shown}
        return {'id': one.id, 'rev': number, 'fields': shown, 'url': f'{base}/_apis/wit/workItems/{one.id}'}
    found = {'id': one.id, 'rev': number, 'fields': shown, 'multilineFieldsFormat': {}}
    if expand in ('all', 'relations') and rev is None and one.relations:
        found['relations'] = [relation(organisation, base, rel, other) for rel, other in order(one.relations)]
    if expand in ('all', 'links'):
        found['_links'] = _links(base, project, own, one, home)
    return found | {'url': f'{home}/revisions/{rev}' if rev else home}


def relation(organisation, base, rel, other):
    if isinstance(other, int):
        project = organisation.found_project(organisation.items[other].fields['System.TeamProject'])
        other = f'{base}/{project.id}/_apis/wit/workItems/{other}'
    return {'rel': rel, 'url': other, 'attributes': {'isLocked': False, 'name': NAMES.get(rel, rel)}}


def _extra(organisation, one, own, rev):
    area = organisation.found_node('area', own['System.AreaPath'])
    iteration = organisation.found_node('iteration', own['System.IterationPath'])
    return {'System.Id': one.id, 'System.Rev': rev, 'System.AreaId': area.id, 'System.NodeName': area.name,
            'System.IterationId': iteration.id, 'System.RevisedDate': '9999-01-01T00:00:00Z',
            'System.AuthorizedDate': own['System.ChangedDate'], 'System.AuthorizedAs': own['System.ChangedBy'],
            'System.Watermark': one.id + rev}


def _links(base, project, own, one, home):
    kind = quote(own['System.WorkItemType'])
    return {'self': {'href': home}, 'workItemUpdates': {'href': f'{home}/updates'},
            'workItemRevisions': {'href': f'{home}/revisions'}, 'workItemComments': {'href': f'{home}/comments'},
            'html': {'href': f'{base}/{project.id}/_workitems/edit/{one.id}'},
            'workItemType': {'href': f'{base}/{project.id}/_apis/wit/workItemTypes/{kind}'},
            'fields': {'href': f'{base}/{project.id}/_apis/wit/fields'}}


def node(project, one, base, depth=0, has_links=True):
    home = f'{base}/{project.id}/_apis/wit/classificationNodes/{"Areas" if one.kind == "area" else "Iterations"}'
    rest = one.path.partition('\\')[2]
    url = home + ''.join(f'/{quote(name)}' for name in rest.split('\\') if name)
    found = {'id': one.id, 'identifier': one.identifier, 'name': one.name, 'structureType': one.kind,
             'hasChildren': bool(one.children)}
    if depth > 0 and one.children:
        found['children'] = [node(project, child, base, depth - 1, False) for child in one.children]
    if one.attributes:
        found['attributes'] = one.attributes
    found['path'] = one.long_path
    if has_links:
        found['_links'] = {'self': {'href': url}} | ({'parent': {'href': url.rpartition('/')[0]}} if one.parent else {})
    return found | {'url': url}


def project(one, base):
    return {'id': one.id, 'name': one.name, 'url': f'{base}/_apis/projects/{one.id}', 'state': 'wellFormed',
            'revision': 12, 'visibility': 'private', 'lastUpdateTime': '2026-01-05T08:00:00Z'}


def team(one, home, base):
    return {'id': one.id, 'name': one.name, 'url': f'{base}/_apis/projects/{home.id}/teams/{one.id}',
            'description': '', 'identityUrl': f'{base}/_apis/Identities/{one.id}', 'projectName': home.name,
            'projectId': home.id}


def team_iteration(one, home, team, base):
    attributes = {'startDate': one.attributes.get('startDate'), 'finishDate': one.attributes.get('finishDate'),
                  'timeFrame': 'future'}
    return {'id': one.identifier, 'name': one.name, 'path': one.path, 'attributes': attributes,
            'url': f'{base}/{home.id}/{team.id}/_apis/work/teamsettings/iterations/{one.identifier}'}


def person(name):
    mail = f'{"".join(name.split()).lower()}@example.com'
    return {'displayName': name, 'uniqueName': mail, 'id': mail}


def many(values):
    return {'count': len(values), 'value': values}
