"""The served org at work: acts, jobs, the record of them, and its state."""
