"""What the course is: its pages, read once, and what is wrong with them. Nothing in here knows MkDocs."""
