"""Makes the voices of the tests: graphs that take and give what those of Piper, Kokoro and
Kitten do, and hum instead of speaking: 60 ms a phoneme, each at a pitch of its own. They are a
few kilobytes, come from no one's voice, and are the same each time.

    pip install onnx==1.17.0 numpy && python make.py
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto as T, helper as h, numpy_helper as nh

HERE = Path(__file__).parent
RATE = 16000
HOP = RATE * 60 // 1000
PHONEMES = "_^$ !',-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔəɚɛɜɡɪɫɬɹɾʃʊʌʒʔʲˈˌːθᵻ̩"


def constants(**values):
    return [nh.from_array(np.array(v, t), k) for k, (v, t) in values.items()]


def hum(tokens, stretch, inputs, extra, meta, rank, unused):
    """The graph: samples = sin(2 pi (200 + 20 id) t / RATE), HOP * stretch samples an id."""
    f, i = np.float32, np.int64
    init = constants(
        hop=(HOP, f), step=(2 * np.pi / RATE, f), base=(200, f), each=(20, f), loud=(0.4, f), one=(1, i),
        zero_f=(0, f), one_f=(1, f), zero=(0, i), shape=([1] * (rank - 1) + [-1], i), flat=([-1], i), none=(0, f),
    )
    n = h.make_node
    nodes = extra + [
        n("Reshape", [tokens, "flat"], ["ids"]),
        n("Size", ["ids"], ["count"]),
        n("Cast", ["count"], ["count_f"], to=T.FLOAT),
        n("Mul", ["hop", stretch], ["width"]),
        n("Mul", ["count_f", "width"], ["length_f"]),
        n("Range", ["zero_f", "length_f", "one_f"], ["at"]),
        n("Div", ["at", "width"], ["which_f"]),
        n("Cast", ["which_f"], ["which_i"], to=T.INT64),
        n("Sub", ["count", "one"], ["last"]),
        n("Min", ["which_i", "last"], ["which"]),
        n("Gather", ["ids", "which"], ["id"]),
        n("Cast", ["id"], ["id_f"], to=T.FLOAT),
        n("Mul", ["id_f", "each"], ["above"]),
        n("Add", ["above", "base"], ["pitch"]),
        n("Mul", ["pitch", "step"], ["turn"]),
        n("Mul", ["turn", "at"], ["angle"]),
        n("Sin", ["angle"], ["wave"]),
        n("Mul", ["wave", "loud"], ["quiet"]),
        # What the real ones use and this one doesn't, so that no input is dropped.
        n("Cast", [unused], ["unused_f"], to=T.FLOAT),
        n("ReduceSum", ["unused_f"], ["sum"], keepdims=0),
        n("Mul", ["sum", "none"], ["nothing"]),
        n("Add", ["quiet", "nothing"], ["sound"]),
        n("Reshape", ["sound", "shape"], ["output"]),
    ]
    out = h.make_tensor_value_info("output", T.FLOAT, [1] * (rank - 1) + ["samples"])
    model = h.make_model(
        h.make_graph(nodes, "hum", inputs, [out], init), opset_imports=[h.make_opsetid("", 15)], ir_version=8
    )
    onnx.checker.check_model(model)
    h.set_model_props(model, meta)
    return model


def value(name, kind, shape):
    return h.make_tensor_value_info(name, kind, shape)


def tokens_of(ids):
    return "".join(f"{s} {i}\n" for s, i in ids.items())


def piper(meta):
    return hum(
        "input", "stretch",
        [value("input", T.INT64, [1, "n"]), value("input_lengths", T.INT64, [1]), value("scales", T.FLOAT, [3])],
        [
            h.make_node("Gather", ["scales", "one"], ["stretch"]),
        ],
        meta, 3, "input_lengths",
    )


def styled(name, meta):
    return hum(
        name, "stretch",
        [value(name, T.INT64, [1, "n"]), value("style", T.FLOAT, [1, 4]), value("speed", T.FLOAT, [1])],
        [
            h.make_node("ReduceSum", ["speed"], ["quick"], keepdims=0),
            h.make_node("Reciprocal", ["quick"], ["stretch"]),
        ],
        meta, 1, "style",
    )


def main():
    ids = {s: i for i, s in enumerate(PHONEMES)}
    espeak = {"language": "English", "voice": "en-us", "has_espeak": "1", "sample_rate": str(RATE)}
    # As it comes from Piper: no metadata, but a file beside it.
    plain = HERE / "plain"
    plain.mkdir(exist_ok=True)
    onnx.save(piper({}), plain / "en_US-hum-low.onnx")
    (plain / "en_US-hum-low.onnx.json").write_text(json.dumps({
        "audio": {"sample_rate": RATE, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "family": "en", "name_english": "English"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {s: [i] for s, i in ids.items()},
        "num_symbols": 256, "num_speakers": 1, "speaker_id_map": {}, "dataset": "hum",
    }, ensure_ascii=False, indent=1))
    for folder, file, model, styles in [
        ("piper", "en_US-hum-low.onnx", piper({"model_type": "vits", "comment": "piper", "n_speakers": "1", **espeak}), 0),
        ("kokoro", "model.onnx", styled("tokens", {
            "model_type": "kokoro", "n_speakers": "3", "style_dim": "64,1,4", "version": "1", **espeak}), 64),
        ("kitten", "model.fp16.onnx", styled("input_ids", {
            "model_type": "kitten-tts", "n_speakers": "3", "style_dim": "1,4", "version": "1", **espeak}), 1),
    ]:
        at = HERE / folder
        at.mkdir(exist_ok=True)
        onnx.save(model, at / file)
        (at / "tokens.txt").write_text(tokens_of(ids))
        if styles:
            np.zeros((3, styles, 4), "<f4").tofile(at / "voices.bin")


main()
