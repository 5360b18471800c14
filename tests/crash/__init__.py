"""Killing the service at any moment: nothing is lost, told twice, out of order or paid twice."""
