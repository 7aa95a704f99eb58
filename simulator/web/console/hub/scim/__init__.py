"""SSO > SCIM: the tenant URL, the access token, the SCIM groups and their links to Resource Groups."""
