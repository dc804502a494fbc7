"""Azure DevOps, through its own client library: nothing outside this folder knows that library."""
