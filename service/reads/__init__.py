"""What can be seen: SQL to dicts; never loads a workflow."""
