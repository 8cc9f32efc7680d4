"""What a case of each procedure is: its states, what is done to it, what it asks for and keeps."""
