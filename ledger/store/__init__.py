"""The disk: reading, guarded replacing, locks, scanning; without a notion of meaning."""
