"""Requests in and answers out: the WSGI application, routes, headers, errors, and the port it is served on."""
