"""Learning the switches from a recording: what it decides, what it leaves open, and which act would decide that."""
