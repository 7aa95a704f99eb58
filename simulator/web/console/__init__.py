"""The console: Okta's and the Hub's pages, served by the simulator itself, over the same acts as everything else.

Each folder is a page or a few that belong together: its routes, its templates. A page decides nothing: it shows what
the org and the Hub hold, and what somebody presses on it is a verb. Labels and their order are Okta's and the Hub's
(okta-console, huggingface-scim); the rest of it is ours.
"""
