"""`kagentsys setup`: from nothing to a platform that is on, in three steps."""
