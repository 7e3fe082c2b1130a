"""When things happen: the relay that sends, the timetable that wakes, and what both do."""
