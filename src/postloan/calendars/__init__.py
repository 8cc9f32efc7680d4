"""Working days: calendars as dated data, and deadlines that come again in each period."""
