"""What holds for whatever people, notices, networks and crashes come along."""
