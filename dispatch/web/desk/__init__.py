"""For units, rooms and the county desk: queues, sorting, the case, the quarantine."""
