"""Momentum orthogonalized by Newton-Schulz, scaled to the size of AdamW's updates."""
import torch


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.95, decay=0.01):
        super().__init__(params, dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self):
        for g in self.param_groups:
            by_shape = {}
            for p in g["params"]:
                if p.grad is not None:
                    by_shape.setdefault(tuple(sorted(p.shape)), []).append(p)
            for ps in by_shape.values():
                moves = []
                for p in ps:
                    m = self.state[p].setdefault("m", torch.zeros_like(p))
                    m.lerp_(p.grad, 1 - g["momentum"])
                    u = p.grad.lerp(m, g["momentum"])
                    moves.append(u if u.shape[0] <= u.shape[1] else u.T)
                x = torch.stack(moves).bfloat16()
                x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
                for _ in range(5):
                    a = x @ x.mT
                    x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
                for p, u in zip(ps, x.float()):
                    p.mul_(1 - g["lr"] * g["decay"])
                    p.add_(u if p.shape[0] <= p.shape[1] else u.T, alpha=-g["lr"] * 0.2 * max(p.shape) ** 0.5)
