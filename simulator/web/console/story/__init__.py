"""The story: its steps, both sides of the wire, and what is sent over it."""
