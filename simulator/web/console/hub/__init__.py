"""The Hub's own pages: SSO > SCIM, members, Resource Groups, the audit log (console-patterns, last section)."""
