"""Shapes that cross the border: records on Kafka, and the folders that describe a county."""
