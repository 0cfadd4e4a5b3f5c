"""For those who must hear when a promise is not kept."""
