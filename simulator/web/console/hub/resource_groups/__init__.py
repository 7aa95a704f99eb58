"""The Resource Groups: who is in them, and which SCIM groups decide that."""
