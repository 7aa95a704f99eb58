"""A recording of the traffic beside a System Log: which request belongs to which event, and what each alone shows."""
