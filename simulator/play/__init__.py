"""Playing a scenario: the player, the transcript, expectations, verification."""
