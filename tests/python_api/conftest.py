collect_ignore = ["examples"]
