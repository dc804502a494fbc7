"""What leaves the house: messages to chats, pages of a wiki."""
