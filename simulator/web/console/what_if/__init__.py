"""What if: named buttons over people, the provider and time, and what the provider is told to do wrong."""
