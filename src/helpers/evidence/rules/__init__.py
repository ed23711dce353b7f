"""What rows must obey beyond their types: a module for each subject."""
