"""The Hub API's own routes about members and Resource Groups."""
