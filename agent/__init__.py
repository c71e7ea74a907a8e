"""The endpoint: link, exchange, picture and hand on the supported computer."""
