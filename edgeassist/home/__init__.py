"""This house: its entities, what a name means in it, how a device is commanded, what is answered."""
