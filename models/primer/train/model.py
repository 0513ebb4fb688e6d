"""SigLIP-style ViT + pixel shuffle + linear + Llama: SmolVLM's architecture, small.

Every operation is the one llama.cpp runs for projector type idefics3 and
architecture llama (interleaved RoPE, tanh GELU), so weights export unchanged.
"""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Config:
    vocab: int
    image: int = 192
    patch: int = 16
    shuffle: int = 2
    v_dim: int = 192
    v_layers: int = 5
    v_heads: int = 3
    dim: int = 192
    layers: int = 4
    heads: int = 3
    ff: int = 512
    v_eps: float = 1e-6
    eps: float = 1e-5
    theta: float = 10000.0
    n_kind: int = 0
    n_colour: int = 0

    @property
    def grid(self):
        return self.image // self.patch

    @property
    def image_tokens(self):
        return (self.grid // self.shuffle) ** 2


class VisionBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c.v_dim
        self.heads = c.v_heads
        self.ln1, self.ln2 = nn.LayerNorm(d, c.v_eps), nn.LayerNorm(d, c.v_eps)
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x):
        b, n, d = x.shape
        h = self.ln1(x)
        q, k, v = (f(h).view(b, n, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        x = x + self.o(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))
        return x + self.down(F.gelu(self.up(self.ln2(x)), approximate="tanh"))


class Vision(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.patch = nn.Conv2d(3, c.v_dim, c.patch, c.patch)
        self.pos = nn.Parameter(torch.randn(c.grid ** 2, c.v_dim) * 0.02)
        self.blocks = nn.ModuleList(VisionBlock(c) for _ in range(c.v_layers))
        self.post = nn.LayerNorm(c.v_dim, c.v_eps)
        self.project = nn.Linear(c.v_dim * c.shuffle ** 2, c.dim, bias=False)

    def forward(self, images):
        """uint8 NHWC -> (patch features, image embeddings)."""
        x = images.permute(0, 3, 1, 2).float() / 127.5 - 1
        x = self.patch(x).flatten(2).transpose(1, 2) + self.pos
        for block in self.blocks:
            x = block(x)
        x = self.post(x)
        b, s, g = len(x), self.c.shuffle, self.c.grid // self.c.shuffle
        merged = x.view(b, g, s, g, s, -1).permute(0, 1, 3, 2, 4, 5).reshape(b, g * g, -1)
        return x, self.project(merged)


class TextBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c.dim
        self.heads = c.heads
        self.norm1, self.norm2 = nn.RMSNorm(d, c.eps), nn.RMSNorm(d, c.eps)
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(d, c.ff, bias=False), nn.Linear(d, c.ff, bias=False)
        self.down = nn.Linear(c.ff, d, bias=False)

    def forward(self, x, cos, sin, mask):
        b, n, d = x.shape
        h = self.norm1(x)
        q, k, v = (f(h).view(b, n, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.o(a.transpose(1, 2).reshape(b, n, d))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


def rotate(x, cos, sin):
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2).to(x.dtype)


class Primer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.vision = Vision(c)
        self.embed = nn.Embedding(c.vocab, c.dim)
        self.blocks = nn.ModuleList(TextBlock(c) for _ in range(c.layers))
        self.norm = nn.RMSNorm(c.dim, c.eps)
        # Dense heads only teach the ViT; they are not exported.
        self.kind, self.colour = nn.Linear(c.v_dim, c.n_kind), nn.Linear(c.v_dim, c.n_colour)
        self.apply(self._init)
        freq = c.theta ** (-torch.arange(0, c.dim // c.heads, 2) / (c.dim // c.heads))
        self.register_buffer("freq", freq, persistent=False)

    @staticmethod
    def _init(m):
        if isinstance(m, (nn.Linear, nn.Embedding)):
            nn.init.normal_(m.weight, std=0.02 if isinstance(m, nn.Embedding) else m.weight.shape[1] ** -0.5 * 0.7)
            if getattr(m, "bias", None) is not None:
                nn.init.zeros_(m.bias)

    def prefix(self, embeds, before, after):
        b = len(embeds)
        ends = [self.embed(torch.tensor(ids)).expand(b, -1, -1) for ids in (before, after)]
        return torch.cat((ends[0], embeds.to(self.embed.weight.dtype), ends[1]), 1)

    def text(self, x, positions, mask):
        angle = positions[:, None, :, None] * self.freq
        cos, sin = angle.cos(), angle.sin()
        for block in self.blocks:
            x = block(x, cos, sin, mask)
        return self.norm(x)

    def logits(self, h):
        return h @ self.embed.weight.T

    @torch.no_grad()
    def answer(self, images, turns, prompt, limit=48):
        """Greedy answers, one an image. A turn is a question, or (question, answer, follow-up).

        Recomputes everything for each token: slow, and plain to check.
        """
        _, emb = self.vision(images)
        pre = self.prefix(emb, prompt.before, prompt.after)
        n = pre.shape[1]
        rows = [prompt.question(t) if isinstance(t, str) else prompt.question(t[0]) + prompt.answer(t[1]) + prompt.again(t[2])
                for t in turns]
        start = [len(r) for r in rows]
        done = [False] * len(rows)
        while not all(done):
            width = max(map(len, rows))
            ids = torch.tensor([r + [0] * (width - len(r)) for r in rows])
            x = torch.cat((pre, self.embed(ids)), 1)
            t = n + width
            mask = torch.ones(t, t, dtype=torch.bool).tril()
            h = self.text(x, torch.arange(t).expand(len(rows), -1), mask)
            last = torch.tensor([n + len(r) - 1 for r in rows])
            best = self.logits(h[torch.arange(len(rows)), last]).argmax(-1).tolist()
            for i, r in enumerate(rows):
                if not done[i]:
                    r.append(best[i])
                    done[i] = best[i] == prompt.end or len(r) - start[i] >= limit
        return [prompt.text(r[s:]) for r, s in zip(rows, start)]
