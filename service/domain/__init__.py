"""The rules: pure functions on plain values, standard library only, each citing its article.

Knows nothing of the engine, the database, HTTP or the clock: today is always a parameter.
"""
