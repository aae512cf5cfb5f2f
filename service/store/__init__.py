"""The database: models, migrations, the transaction, the write-side statements."""
