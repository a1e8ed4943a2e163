"""The problem codes, a module for each subject."""
