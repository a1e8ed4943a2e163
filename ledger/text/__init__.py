"""Characters to blocks and back: lossless, and without a notion of customers."""
