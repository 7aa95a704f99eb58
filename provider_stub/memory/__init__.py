"""What the Hub remembers: people, groups, Resource Groups, the audit log; and how a memory is kept."""
