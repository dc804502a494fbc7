"""The locations the real client asks for before anything else, in the form in which they are answered."""

NAMES = ('id', 'area', 'resourceName', 'routeTemplate', 'resourceVersion',
         'minVersion', 'maxVersion', 'releasedVersion')

LOCATIONS = (
    ('5a172953-1b41-49d3-840a-33f79c3ce89f', 'wit', 'classificationNodes',
     '{project}/_apis/{area}/{resource}/{structureGroup}/{*path}', 2, '1.0', '7.2', '7.1'),
    ('a70579d1-f53a-48ee-a5be-7be8659023b9', 'wit', 'classificationNodes',
     '{project}/_apis/{area}/{resource}', 2, '1.0', '7.2', '7.1'),
    ('f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165', 'wit', 'workItemRelationTypes',
     '_apis/{area}/{resource}/{relation}', 2, '1.0', '7.2', '7.1'),
    ('1a9c53f7-f243-4447-b110-35ef023636e4', 'wit', 'wiql',
     '{project}/{team}/_apis/{area}/{resource}', 2, '1.0', '7.2', '7.1'),
    ('72c7ddf8-2cdc-4f60-90cd-ab71c14a399b', 'wit', 'workItems',
     '{project}/_apis/{area}/{resource}/{id}', 3, '1.0', '7.2', '7.1'),
    ('908509b6-4248-4475-a1cd-829139ba419f', 'wit', 'workItemsBatch',
     '{project}/_apis/{area}/{resource}', 1, '5.0', '7.2', '7.1'),
    ('7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa', 'wit', 'workItemTypes',
     '{project}/_apis/{area}/{resource}/{type}', 2, '1.0', '7.2', '7.1'),
    ('7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa', 'wit', 'workItemTypeStates',
     '{project}/_apis/{area}/workitemtypes/{type}/states', 1, '1.0', '7.2', '7.1'),
    ('a00c85a5-80fa-4565-99c3-bcd2181434bb', 'wit', 'revisions',
     '{project}/_apis/{area}/workItems/{id}/revisions/{revisionNumber}', 3, '1.0', '7.2', '7.1'),
    ('6570bf97-d02c-4a91-8d93-3abe9895b1a9', 'wit', 'updates',
     '{project}/_apis/{area}/workItems/{id}/updates/{updateNumber}', 4, '1.0', '7.2', '7.1'),
    ('62d3d110-0047-428c-ad3c-4fe872c91c74', 'wit', 'workItems',
     '{project}/_apis/{area}/{resource}/${type}', 3, '1.0', '7.2', '7.1'),
    ('b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94', 'wit', 'fields',
     '{project}/_apis/{area}/{resource}/{fieldNameOrRefName}', 3, '1.0', '7.2', '7.1'),
    ('b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f', 'wit', 'workItemLinks',
     '{project}/_apis/{area}/reporting/{resource}', 3, '2.0', '7.2', '7.1'),
    ('7799f497-3cb5-4f16-ad4f-5cd06012db64', 'work', 'backlogconfiguration',
     '{project}/{team}/_apis/{area}/{resource}', 1, '2.0', '7.2', '7.1'),
    ('0b42cb47-cd73-4810-ac90-19c9ba147453', 'work', 'plans',
     '{project}/_apis/{area}/{resource}/{id}', 1, '3.0', '7.2', '7.1'),
    ('bdd0834e-101f-49f0-a6ae-509f384a12b4', 'work', 'deliverytimeline',
     '{project}/_apis/{area}/plans/{id}/{resource}', 1, '3.0', '7.2', '7.1'),
    ('1e385ce0-396b-4273-8171-d64562c18d37', 'work', 'iterationcapacities',
     '{project}/_apis/{area}/iterations/{iterationId}/{resource}', 1, '6.1', '7.2', '7.1'),
    ('c9175577-28a1-4b06-9197-8636af9f64ad', 'work', 'iterations',
     '{project}/{team}/_apis/{area}/teamsettings/{resource}/{id}', 1, '2.0', '7.2', '7.1'),
    ('2d4faa2e-9150-4cbf-a47a-932b1b4a0773', 'work', 'teamdaysoff',
     '{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}', 1, '2.0', '7.2', '7.1'),
    ('74412d15-8c1a-4352-a48d-ef1ed5587d57', 'work', 'capacities',
     '{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}/{teamMemberId}',
     3, '2.0', '7.2', '7.1'),
    ('c3c1012b-bea7-49d7-b45e-1664e566f84c', 'work', 'teamsettings',
     '{project}/{team}/_apis/{area}/{resource}', 1, '2.0', '7.2', '7.1'),
    ('07ced576-58ed-49e6-9c1e-5cb53ab8bf2a', 'work', 'teamfieldvalues',
     '{project}/{team}/_apis/{area}/teamsettings/{resource}', 1, '2.0', '7.2', '7.1'),
    ('5b3ef1a6-d3ab-44cd-bafd-c7f45db850fa', 'work', 'workitems',
     '{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}', 1, '4.1', '7.2', '7.1'),
    ('603fe2ac-9723-48b9-88ad-09305aa6c6e1', 'core', 'projects',
     '_apis/{resource}/{*projectId}', 4, '1.0', '7.2', '7.1'),
    ('d30a3dd1-f8ba-442a-b86a-bd0c0c383e59', 'core', 'teams',
     '_apis/projects/{projectId}/{resource}/{*teamId}', 3, '1.0', '7.2', '7.1'),
    ('7a4d9ee9-3433-4347-b47a-7a80f1cf307e', 'core', 'teams',
     '_apis/{resource}', 3, '4.1', '7.2', '0.0'),
    ('288d122c-dbd4-451d-aa5f-7dbbba070728', 'wiki', 'wikis',
     '{project}/_apis/{area}/{resource}/{wikiIdentifier}', 2, '4.0', '7.2', '7.1'),
    ('25d3fbc7-fe3d-46cb-b5a5-0b6f79caf27b', 'wiki', 'pages',
     '{project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}/{*path}', 1, '4.0', '7.2', '7.1'),
    ('e81700f7-3be2-46de-8624-2eb35882fcaa', 'Location', 'ResourceAreas',
     '_apis/{resource}/{areaId}', 1, '3.2', '7.2', '0.0'),
)

AREAS = {
    'wit': '5264459e-e5e0-4bd8-b118-0985e68a4ec5', 'work': '1d4f49f9-02b9-4e26-b826-2cdb6195f2a9',
    'core': '79134c72-4a58-4b42-976c-04e7115f32bf', 'wiki': 'bf7d82a0-8aa5-4613-94ef-6172a5ea01f3',
}


def locations():
    return [dict(zip(NAMES, row, strict=True)) for row in LOCATIONS]


def areas(base):
    return [{'id': number, 'name': name, 'locationUrl': f'{base}/'} for name, number in AREAS.items()]
