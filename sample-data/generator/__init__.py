"""Makes the invented district Hòa Giang. See ../README.md."""
