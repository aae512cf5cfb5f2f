"""The clock's door: Procrastinate jobs that call actions."""
