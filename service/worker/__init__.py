"""The clock's door: the same actions as the web, called by jobs. Builds no web application."""
