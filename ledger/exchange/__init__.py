"""Other programs' formats to and from our values."""
