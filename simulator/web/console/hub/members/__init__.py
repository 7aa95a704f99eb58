"""The members of the organization, and the accounts beside it."""
