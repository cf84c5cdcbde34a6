"""What every room stands on and that knows nothing about sales."""
