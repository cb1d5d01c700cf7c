"""The app as people meet it: every page by AppTest, and the real server in a real browser."""
