"""The units of a county and the people in them."""
