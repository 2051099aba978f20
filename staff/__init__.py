"""Who works here: users, offices, roles, login, audit trail. Imports Django only."""
