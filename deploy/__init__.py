"""How the product is started: the local stack, the demo, and what production needs."""
