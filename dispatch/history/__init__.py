"""Cases of the past, this system's and the one before it: what a list and triage are tried on."""
