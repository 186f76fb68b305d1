"""The daily anchor: one signed line that says where every chain stands, made for witnesses outside the house."""
