"""The console in a real browser. A package, so that its browser ends with its tests: asyncio is its own until then."""
