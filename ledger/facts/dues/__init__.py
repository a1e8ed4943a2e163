"""What will need attention, one module for each family of dues."""
