"""The list as editions: drafts, who changed what and why, who approved, what is proposed."""
