"""Sensors: what each of them usually does, learned as it comes, and what is not as it was."""
