"""One customer to its facts: dues, records, money, rhythm; pure, and without a notion of today."""
