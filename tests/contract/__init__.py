"""What every channel, whatever its network, must do."""
