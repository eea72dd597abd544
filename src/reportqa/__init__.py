"""Ask a long official report in plain words; read the passages that answer, quoted and cited."""
