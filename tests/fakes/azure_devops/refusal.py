"""What Azure DevOps says instead of an answer."""


class Refusal(Exception):
    def __init__(self, status, message, key='VssServiceException'):
        super().__init__(message)
        self.status, self.message, self.key = status, message, key

    def body(self):
        return {'$id': '1', 'innerException': None, 'message': self.message,
                'typeName': f'Microsoft.Sample.{self.key}, Microsoft.Sample', 'typeKey': self.key, 'errorCode': 0,
                'eventId': 3000}


def no_item(number):
    return Refusal(404, f'TF401232: Work item {number} does not exist, or you do not have permissions to read it.',
                   'WorkItemUnauthorizedAccessException')


def no_project(name):
    return Refusal(404, f'TF200016: The following project does not exist: {name}. Verify that the name of the project '
                        'is correct and that the project exists on the specified Azure DevOps Server.',
                   'ProjectDoesNotExistWithNameException')


def no_node(path):
    return Refusal(404, f"VS402371: Classification node name {path} is not valid or it does not exist.",
                   'ClassificationNodeNotFoundException')


def no_team(name):
    return Refusal(404, f"TF400499: The team '{name}' does not exist, or you have no permission to see it.",
                   'TeamNotFoundException')


def broken_rule(field, reason):
    return Refusal(400, f'TF401320: Rule Error for field {field}. Error code: {reason}.', 'RuleValidationException')
