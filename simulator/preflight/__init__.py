"""Before go-live: which people would get a username the Hub refuses, or one that somebody else has."""
