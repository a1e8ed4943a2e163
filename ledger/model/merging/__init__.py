"""Three-way merging of customer files by what they mean; knows no git and no disk."""
