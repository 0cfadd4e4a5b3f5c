"""Bytes that are named by what they hold, and the child process that makes photos harmless.

A blob's id is the SHA-256 of its bytes: it is never overwritten, and whoever
reads it can tell whether it is whole. Each county's blobs lie apart.
"""
