"""What `./run bench` measures: the bot's own table, and what a user would pick instead, side by side in one run."""
