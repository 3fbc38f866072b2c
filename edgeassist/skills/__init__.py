"""What people ask for besides devices, and is kept in the state file: timers, alarms, reminders, lists, notes."""
