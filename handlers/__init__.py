"""The doors: chat platforms, the web and the command line."""
