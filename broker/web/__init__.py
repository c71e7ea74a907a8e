"""HTTP plumbing: declared routes, strict bodies, one form of errors, headers, static files, connection guard."""
