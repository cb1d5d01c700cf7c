"""Templates of local files, and how a filled-in one is read, checked and given back."""
