"""What trains and measures our own language model; never imported by the daemon."""
