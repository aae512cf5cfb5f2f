"""Yangguang (阳光): a BPM service for the development of Party members in a subdistrict."""

__version__ = "0.1.0"
