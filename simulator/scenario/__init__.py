"""The scenario format: YAML in, a frozen `Scenario` out, or complaints that say file, line and remedy."""
