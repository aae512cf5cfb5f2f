"""The HTTP door: Flask, flask-smorest, the static front end."""
