"""What `edgeassist doctor` looks at: a file for each part of the installation, and what it found there."""
