"""Directory > Groups: the list, Add Group, a group's page, and the rules that put people into groups."""
