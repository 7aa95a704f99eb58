"""A story is played on the bundled Hub and held against what was recorded."""
