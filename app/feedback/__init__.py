"""What sales tells marketing: whether a piece helped, what buyers said, what reps made themselves."""
