"""What holds for all tests."""

import signal

# Started in the background a shell has Ctrl-C ignored, and every process below inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
