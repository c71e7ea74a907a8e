"""Seamless access: whom of the provider an organization lets in, and each visit."""
