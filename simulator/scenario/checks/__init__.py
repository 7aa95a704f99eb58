"""What can only be seen when one part of a file is held against another."""
