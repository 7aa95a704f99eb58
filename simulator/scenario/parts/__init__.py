"""The parts of a scenario: app, people, provider, steps, expectations."""
