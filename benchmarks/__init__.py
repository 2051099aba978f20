"""Speed, each part against its own limit or a peer, both measured in the same run."""
