"""What an officer plans: tasks, the calendar, and how they are told that something waits."""
