"""For the phone: report something, and see what became of it."""
