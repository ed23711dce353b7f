"""`review correct`: one row of the data set right, with everything that follows from it."""
