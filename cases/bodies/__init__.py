"""What another body is asked and answers by itself, through a link that opens its own request and nothing else."""
