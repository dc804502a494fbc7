"""What all seasons of the company share: calendars, places, categories, suppliers, rates."""
