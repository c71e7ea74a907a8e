"""What one session is on the device, from the broker's first word to the receipt."""
