"""Writes a checkpoint as two GGUF files: NAME-text.gguf (arch llama) and NAME-mmproj.gguf (projector idefics3).

convert.py CHECKPOINT TOKENIZER NAME [--text q8_0|f16|f32] [--vision q8_0|f16|f32]
"""
import argparse
import json
import os

import gguf
import torch

from vocab import END, PAD, PARAGRAPH, SPECIAL, START

TYPES = {"f32": gguf.GGMLQuantizationType.F32, "f16": gguf.GGMLQuantizationType.F16, "q8_0": gguf.GGMLQuantizationType.Q8_0}
FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7}
# SmolVLM's own template; the image is written where its content is.
TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}")


def add(writer, name, tensor, kind):
    """Matrices get the wanted type; vectors, and rows no multiple of 32 long, stay F32."""
    data = tensor.detach().float().numpy()
    if data.ndim == 1 or name == "v.position_embd.weight":
        kind = "f32"
    elif data.ndim == 4 and kind == "q8_0":  # ggml_conv_2d wants a float kernel
        kind = "f16"
    writer.add_tensor(name, gguf.quants.quantize(data, TYPES[kind]), raw_dtype=TYPES[kind])


def close(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def text(path, c, w, tokenizer, kind):
    g = gguf.GGUFWriter(path, "llama")
    g.add_name("Descry primer")
    g.add_file_type(FILE_TYPES[kind])
    g.add_context_length(1024)
    g.add_embedding_length(c["dim"])
    g.add_block_count(c["layers"])
    g.add_feed_forward_length(c["ff"])
    g.add_head_count(c["heads"])
    g.add_head_count_kv(c["heads"])
    g.add_layer_norm_rms_eps(c["eps"])
    g.add_rope_dimension_count(c["dim"] // c["heads"])
    g.add_rope_freq_base(c["theta"])
    g.add_vocab_size(c["vocab"])
    spec = json.load(open(tokenizer))
    ids = {**spec["model"]["vocab"], **{t["content"]: t["id"] for t in spec["added_tokens"]}}
    tokens = sorted(ids, key=ids.get)
    g.add_tokenizer_model("gpt2")
    g.add_tokenizer_pre("smollm")
    g.add_token_list(tokens)
    control, user = gguf.TokenType.CONTROL, gguf.TokenType.USER_DEFINED
    g.add_token_types([control if t in SPECIAL else user if t == PARAGRAPH else gguf.TokenType.NORMAL for t in tokens])
    g.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in spec["model"]["merges"]])
    g.add_bos_token_id(ids[START])
    g.add_eos_token_id(ids[END])
    g.add_pad_token_id(ids[PAD])
    g.add_add_bos_token(False)
    g.add_chat_template(TEMPLATE)
    add(g, "token_embd.weight", w["embed.weight"], kind)
    add(g, "output_norm.weight", w["norm.weight"], kind)
    names = dict(norm1="attn_norm", norm2="ffn_norm", q="attn_q", k="attn_k", v="attn_v", o="attn_output", gate="ffn_gate", up="ffn_up", down="ffn_down")
    for i in range(c["layers"]):
        for ours, theirs in names.items():
            add(g, f"blk.{i}.{theirs}.weight", w[f"blocks.{i}.{ours}.weight"], kind)
    close(g)


def vision(path, c, w, kind):
    g = gguf.GGUFWriter(path, "clip")
    g.add_name("Descry primer")
    g.add_file_type(FILE_TYPES[kind])
    g.add_bool("clip.has_vision_encoder", True)
    g.add_string("clip.projector_type", "idefics3")
    g.add_bool("clip.use_gelu", True)
    g.add_uint32("clip.vision.image_size", c["image"])
    g.add_uint32("clip.vision.patch_size", c["patch"])
    g.add_uint32("clip.vision.embedding_length", c["v_dim"])
    g.add_uint32("clip.vision.feed_forward_length", 4 * c["v_dim"])
    g.add_uint32("clip.vision.block_count", c["v_layers"])
    g.add_uint32("clip.vision.projection_dim", c["dim"])
    g.add_uint32("clip.vision.attention.head_count", c["v_heads"])
    g.add_float32("clip.vision.attention.layer_norm_epsilon", c["v_eps"])
    g.add_uint32("clip.vision.projector.scale_factor", c["shuffle"])
    # No clip.vision.preproc_image_size: its default 0 makes engines send the overview tile alone.
    g.add_array("clip.vision.image_mean", [0.5] * 3)
    g.add_array("clip.vision.image_std", [0.5] * 3)
    v = {k.removeprefix("vision."): t for k, t in w.items() if k.startswith("vision.")}
    add(g, "v.patch_embd.weight", v["patch.weight"], kind)
    add(g, "v.patch_embd.bias", v["patch.bias"], kind)
    add(g, "v.position_embd.weight", v["pos"], kind)
    add(g, "mm.model.fc.weight", v["project.weight"], kind)
    names = dict(ln1="ln1", ln2="ln2", q="attn_q", k="attn_k", v="attn_v", o="attn_out", up="ffn_up", down="ffn_down")
    for part in ("weight", "bias"):
        add(g, f"v.post_ln.{part}", v[f"post.{part}"], kind)
        for i in range(c["v_layers"]):
            for ours, theirs in names.items():
                add(g, f"v.blk.{i}.{theirs}.{part}", v[f"blocks.{i}.{ours}.{part}"], kind)
    close(g)


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("tokenizer")
    ap.add_argument("name")
    ap.add_argument("--text", default="q8_0", choices=TYPES)
    ap.add_argument("--vision", default="q8_0", choices=TYPES)
    args = ap.parse_args()
    ck = torch.load(args.checkpoint, weights_only=True)
    text(args.name + "-text.gguf", ck["config"], ck["model"], args.tokenizer, args.text)
    vision(args.name + "-mmproj.gguf", ck["config"], ck["model"], args.vision)
    for part in ("text", "mmproj"):
        print(part, os.path.getsize(f"{args.name}-{part}.gguf"), "bytes")
