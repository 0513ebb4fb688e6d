"""Renders the OBJ models of sweethome3d-furniture as a person in a room would see them: eye height, some metres away.

A small rasterizer: depth buffer, one light, flat shading, textures, nothing else. Seven hundred models take minutes.
"""
import os
import re

import numpy as np
from numba import njit
from PIL import Image

SIDE = 288  # pixels rendered; averaged down afterwards
VIEWS = 12


@njit(cache=True)
def raster(points, uvs, faces, materials, shade, colours, textures, offsets, sizes, out, depth):
    """Fills out (RGBA float) with the faces: pixel x, y and 1/z a vertex; the larger 1/z wins."""
    h, w = depth.shape
    for f in range(len(faces)):
        a, b, c = points[faces[f, 0]], points[faces[f, 1]], points[faces[f, 2]]
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        if abs(area) < 1e-9:
            continue
        x0, x1 = max(0, int(min(a[0], b[0], c[0]))), min(w - 1, int(max(a[0], b[0], c[0])) + 1)
        y0, y1 = max(0, int(min(a[1], b[1], c[1]))), min(h - 1, int(max(a[1], b[1], c[1])) + 1)
        m = materials[f]
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px, py = x + .5, y + .5
                u = ((b[0] - px) * (c[1] - py) - (b[1] - py) * (c[0] - px)) / area
                v = ((c[0] - px) * (a[1] - py) - (c[1] - py) * (a[0] - px)) / area
                t = 1 - u - v
                if u < -1e-6 or v < -1e-6 or t < -1e-6:
                    continue
                z = u * a[2] + v * b[2] + t * c[2]
                if z <= depth[y, x]:
                    continue
                r, g, bl = colours[m, 0], colours[m, 1], colours[m, 2]
                if sizes[m, 0] > 0:
                    tu = (u * a[2] * uvs[f, 0, 0] + v * b[2] * uvs[f, 1, 0] + t * c[2] * uvs[f, 2, 0]) / z
                    tv = (u * a[2] * uvs[f, 0, 1] + v * b[2] * uvs[f, 1, 1] + t * c[2] * uvs[f, 2, 1]) / z
                    tx, ty = int((tu % 1.0) * sizes[m, 0]) % sizes[m, 0], int(((1 - tv) % 1.0) * sizes[m, 1]) % sizes[m, 1]
                    at = offsets[m] + (ty * sizes[m, 0] + tx) * 3
                    r, g, bl = textures[at] / 255, textures[at + 1] / 255, textures[at + 2] / 255
                depth[y, x] = z
                out[y, x, 0], out[y, x, 1], out[y, x, 2], out[y, x, 3] = r * shade[f], g * shade[f], bl * shade[f], 1


def read_materials(path):
    """name -> (Kd, opacity, texture path)."""
    found, name = {}, None
    for line in open(path, encoding="latin1"):
        word, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        if word == "newmtl":
            name = rest
            found[name] = [(.7, .7, .7), 1.0, None]
        elif name is None:
            continue
        elif word == "Kd":
            found[name][0] = tuple(float(v) for v in rest.split()[:3])
        elif word == "d":
            found[name][1] = float(rest.split()[-1])
        elif word == "map_Kd":
            found[name][2] = os.path.join(os.path.dirname(path), rest.split()[-1] if rest.startswith("-") else rest)
    return found


class Model:
    """An OBJ file: vertices, triangles, and a material for each of them."""

    def __init__(self, path, rotation=None, size=None):
        v, vt, faces, uvs, materials, named, now = [], [], [], [], [], {}, 0
        table, self.materials = {}, [((.7, .7, .7), 1.0, None)]
        for line in open(path, encoding="latin1"):
            p = line.split()
            if not p:
                continue
            if p[0] == "v":
                v.append((float(p[1]), float(p[2]), float(p[3])))
            elif p[0] == "vt":
                vt.append((float(p[1]), float(p[2])))
            elif p[0] == "f":
                corners = [c.split("/") for c in p[1:]]
                n = [int(c[0]) for c in corners]
                n = [i - 1 if i > 0 else len(v) + i for i in n]
                t = [int(c[1]) if len(c) > 1 and c[1] else 0 for c in corners]
                t = [vt[i - 1 if i > 0 else len(vt) + i] if i else (0.0, 0.0) for i in t]
                for k in range(1, len(n) - 1):
                    faces.append((n[0], n[k], n[k + 1]))
                    uvs.append((t[0], t[k], t[k + 1]))
                    materials.append(now)
            elif p[0] == "mtllib":
                lib = os.path.join(os.path.dirname(path), line.split(None, 1)[1].strip())
                if os.path.exists(lib):
                    table.update(read_materials(lib))
            elif p[0] == "usemtl":
                name = line.split(None, 1)[1].strip() if len(p) > 1 else ""
                if name not in named:
                    named[name] = len(self.materials)
                    self.materials.append(table.get(name, self.materials[0]))
                now = named[name]
        self.v, self.faces = np.array(v), np.array(faces, np.int64)
        self.uvs, self.face_material = np.array(uvs), np.array(materials)
        if rotation is not None:
            self.v = self.v @ np.array(rotation).reshape(3, 3).T
        used = self.v[np.unique(self.faces)]
        low, high = used.min(0), used.max(0)
        self.v = self.v - (low + high) / 2
        if size is not None:  # centimetres: width, height, depth
            self.v *= np.array(size) / np.maximum(high - low, 1e-6) / 100
        solid = np.array([m[1] > .2 for m in self.materials])
        keep = solid[self.face_material]
        if keep.sum() > 10:
            self.faces, self.uvs, self.face_material = self.faces[keep], self.uvs[keep], self.face_material[keep]
        self._textures()

    def _textures(self):
        data, self.offsets, self.sizes, at = [np.zeros(3, np.uint8)], [], [], 3
        colours = []
        for kd, _, path in self.materials:
            colours.append(kd)
            size = (0, 0)
            if path and os.path.exists(path):
                try:
                    im = Image.open(path).convert("RGB")
                    im.thumbnail((256, 256))
                    size = im.size
                    data.append(np.asarray(im).reshape(-1))
                except OSError:
                    pass
            self.offsets.append(at)
            self.sizes.append(size)
            at += size[0] * size[1] * 3
        self.colours, self.texture = np.array(colours, float), np.concatenate(data)
        self.offsets, self.sizes = np.array(self.offsets), np.array(self.sizes)

    def render(self, yaw, pitch, light, distance=2.6):
        """An RGBA picture cropped to the model, seen from distance times its size."""
        cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
        p = self.v @ np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]]).T
        p = p @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]]).T
        radius = np.linalg.norm(p[np.unique(self.faces)], axis=1).max()
        z = distance * radius - p[:, 2]
        scale = SIDE * .5 * np.sqrt(distance ** 2 - 1) / 1.02
        pts = np.stack((SIDE / 2 + p[:, 0] / z * scale, SIDE / 2 - p[:, 1] / z * scale, 1 / z), 1)
        a, b, c = (p[self.faces[:, i]] for i in range(3))
        n = np.cross(b - a, c - a)
        n /= np.linalg.norm(n, axis=1, keepdims=True) + 1e-12
        n *= np.where(n[:, 2:] < 0, -1, 1)  # both sides are lit
        shade = .45 + .6 * np.clip(n @ light, 0, 1)
        out, depth = np.zeros((SIDE, SIDE, 4)), np.zeros((SIDE, SIDE))
        raster(pts, self.uvs, self.faces, self.face_material, shade, self.colours, self.texture, self.offsets, self.sizes, out, depth)
        im = Image.fromarray(np.uint8(np.clip(out * 255, 0, 255)), "RGBA")
        box = im.getbbox()
        return im.crop(box) if box else None


def catalogue(folder):
    """All models of the unpacked catalogues: dicts with id, name, model (a path), rotation, size, catalogue."""
    rows = []
    for part in sorted(os.listdir(folder)):
        entries = {}
        for line in open(f"{folder}/{part}/PluginFurnitureCatalog.properties", encoding="latin1"):
            m = re.match(r"(\w+)#(\d+)\s*=\s*(.*)", line.strip())
            if m:
                entries.setdefault(int(m[2]), {})[m[1]] = m[3]
        for e in entries.values():
            rotation = [float(x) for x in e["modelRotation"].split()] if "modelRotation" in e else None
            size = tuple(float(e[k]) for k in ("width", "height", "depth"))
            rows.append(dict(id=e["id"], name=e["name"].encode().decode("unicode_escape", "ignore") if "\\u" in e["name"] else e["name"],
                             path=f"{folder}/{part}{e['model']}", rotation=rotation, size=size, catalogue=part))
    return rows
