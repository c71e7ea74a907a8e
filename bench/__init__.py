"""Measurements that anyone can repeat, each by `make bench NAME=…`."""
