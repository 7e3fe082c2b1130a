"""The timetable: slots, who runs them, and how often."""
