"""Days of calendars."""
