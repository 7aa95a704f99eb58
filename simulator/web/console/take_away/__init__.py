"""Take away: this session as a scenario, and the run since its start in every format of the reports."""
