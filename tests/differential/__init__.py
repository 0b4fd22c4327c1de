"""Next.js itself is the judge: what real builds made of small projects, and what buildcheck says of the same files."""
