"""Put the house together: configuration to bare Flask application, database and engine."""
