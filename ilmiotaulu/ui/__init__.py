"""What the browser sees: the frame, its state, its components and its routes."""
