"""The door to members' mailboxes: mails go out over SMTP, and a link in each stops them."""
