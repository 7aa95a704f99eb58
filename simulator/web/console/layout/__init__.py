"""What surrounds every page: the bar, the menus, what was said, what is armed, and the stream that keeps pages live."""
