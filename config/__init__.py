"""Settings, and the counties that are configured."""
