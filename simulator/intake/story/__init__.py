"""The shortest scenario that explains the events of a System Log: who there is, what was done, what came of it."""
