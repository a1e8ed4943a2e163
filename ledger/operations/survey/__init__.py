"""Surveys: question sheets, who was asked, and answers that land in the files of the right customers."""
