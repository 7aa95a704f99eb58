"""What is a web page on the real Hub and a path under `/-/` here."""
