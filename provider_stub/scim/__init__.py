"""What SCIM's endpoints do: people in both families, groups, discovery, and the messages they take."""
