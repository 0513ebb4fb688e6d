"""pieces.py TOKENIZER SHARD...: learns the tokenizer's pieces from questions about the scenes of shards."""
import json
import sys
import tempfile

import numpy as np

import questions
import vocab

rng = np.random.default_rng(4)
with tempfile.NamedTemporaryFile("w", suffix=".json") as out:
    for shard in sys.argv[2:]:
        for line in open(shard):
            out.write(json.dumps(questions.of(rng, json.loads(line))) + "\n")
    out.flush()
    vocab.build(sys.argv[1], [out.name], 1280)
print(vocab.Prompt(sys.argv[1]).size, "pieces")
