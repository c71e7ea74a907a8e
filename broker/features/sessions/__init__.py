"""Sessions: from the request or the offer, over the person's yes, to the end."""
