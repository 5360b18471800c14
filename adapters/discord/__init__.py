"""Discord: the gateway brings what people say, the API takes what they are shown."""
