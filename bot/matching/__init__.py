"""Who fits whom: text in, ranking out; no database and no chat."""
