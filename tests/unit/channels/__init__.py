"""Tests of single parts of channels."""
