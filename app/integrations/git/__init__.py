"""GitHub, GitLab and Bitbucket: what branches, commits and requests they have, asked for or told."""
