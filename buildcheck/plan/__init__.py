"""Project -> Plan: what will be run, as plain data, each choice with its reason. The way in is `make.make_plan`."""
