"""What was seen: reports as they come, each taken once."""
