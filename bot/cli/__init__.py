"""The commands `bote …`. Each computes a value; one printer shows it as a table or as JSON."""
