"""What happened on tracked links: events, the evidence in them, the label each one gets, visits and dwell."""
