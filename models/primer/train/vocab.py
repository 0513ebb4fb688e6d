"""The primer's tokenizer: byte-level BPE with SmolLM's pre-tokenizer and SmolVLM's special tokens.

vocab.py TOKENIZER DATA...: learns the pieces from the questions and answers of generated shards.
"""
import json
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

END, START = "<end_of_utterance>", "<|im_start|>"
FAKE, GLOBAL, PAD = "<fake_token_around_image>", "<global-img>", "<pad>"
SPECIAL = ["<|endoftext|>", START, END, FAKE, GLOBAL, "<image>", PAD,
           *(f"<row_{r}_col_{c}>" for r in range(1, 5) for c in range(1, 5))]
PARAGRAPH = "\n\n"  # SmolVLM's engines look this piece up, so it must be one token


def build(path, shards, size=1024):
    texts = []
    for shard in shards:
        for line in open(shard):
            for _, q, a in json.loads(line):
                texts += [q, " " + q, " " + a, "User:", "\nUser: ", "\nAssistant:"]
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                 pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size, min_frequency=8, special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tok.add_tokens([AddedToken(PARAGRAPH, normalized=False)])
    tok.save(path)
    return tok


class Prompt:
    """SmolVLM's template with the overview tile alone, as token ids:

    <|im_start|>User:<fake_token_around_image><global-img>IMAGE<fake_token_around_image>QUESTION<end_of_utterance>
    Assistant: ANSWER<end_of_utterance>
    User: QUESTION<end_of_utterance>
    Assistant: ...
    """

    def __init__(self, path):
        self.tok = Tokenizer.from_file(path)
        self.before = self.ids(START + "User:" + FAKE + GLOBAL)
        self.after = self.ids(FAKE)
        self.end = self.tok.token_to_id(END)
        self.size = self.tok.get_vocab_size()

    def ids(self, text):
        return self.tok.encode(text).ids

    def question(self, text):
        return self.ids(text + END + "\nAssistant:")

    def again(self, text):
        return self.ids("\nUser: " + text + END + "\nAssistant:")

    def answer(self, text):
        return self.ids(" " + text) + [self.end]

    def text(self, ids):
        return self.tok.decode([i for i in ids if i != self.end]).strip()


if __name__ == "__main__":
    build(sys.argv[1], sys.argv[2:])
    p = Prompt(sys.argv[1])
    print(p.size, "pieces; before the image", [p.tok.id_to_token(i) for i in p.before])
    for text in (p.question("How many butterflies are there?"), p.again("What color is it?"), p.answer("A red circle at the top left.")):
        print([p.tok.id_to_token(i) for i in text])
