"""The network's rules; knows no chat platform."""
