"""The documentation that comes with oktasim: a Markdown file per page, each about one thing."""
