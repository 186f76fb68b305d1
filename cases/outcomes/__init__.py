"""What came of cases for people: whose rights were restored, who was held to account. Persons are counted, not complaints."""
