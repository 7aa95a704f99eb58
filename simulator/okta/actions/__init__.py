"""What an administrator does: one function per verb. Each changes the org and returns the jobs that follow.

A verb that Okta would not do raises `Refused`, and nothing has changed. Lists of jobs may be empty: Okta has nothing
to say to the provider.
"""
