#!/usr/bin/env python3
"""Makes testdata/formats: a small picture in every format that is opened, and in the
folder pillow, as PNG, the pixels that Pillow makes of it: the first frame, upright, over white.

    python3 -m venv venv && venv/bin/pip install pillow==13.0.0 pillow-heif==1.8.1
    venv/bin/python camera/still/testdata/make.py

Encoders change from version to version, so the files differ from the committed ones
if they are made with other versions; the tests must pass all the same.
"""
import io
import pathlib
import struct
import zlib

import pillow_heif
from PIL import Image, ImageDraw, ImageOps

pillow_heif.register_heif_opener()
OUT = pathlib.Path(__file__).parent / "formats"
SIZE = (45, 31)  # odd, so that halved chroma has a last column and row of its own


def scene(shift=0):
    """A gradient with a disc, a bar and a grey corner."""
    img = Image.new("RGB", SIZE)
    for y in range(SIZE[1]):
        for x in range(SIZE[0]):
            img.putpixel((x, y), (40 + 4 * x, 60 + 5 * y, 200 - 3 * x))
    draw = ImageDraw.Draw(img)
    draw.ellipse((6 + shift, 4, 20 + shift, 18), fill=(220, 30, 40))
    draw.rectangle((24, 20, 40, 27), fill=(20, 60, 190))
    draw.rectangle((0, 26, 9, 30), fill=(128, 128, 128))
    return img


def holed():
    """The scene with a transparent left side and a half transparent disc."""
    img = scene().convert("RGBA")
    alpha = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(alpha)
    draw.rectangle((0, 0, 8, 30), fill=0)
    draw.ellipse((20, 8, 34, 22), fill=120)
    img.putalpha(alpha)
    return img


def turned(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png16():
    """RGB with 16 bits, which Pillow reads but does not write."""
    rows = b""
    for y in range(SIZE[1]):
        rows += b"\0"
        for x in range(SIZE[0]):
            r, g, b = scene().getpixel((x, y)) if x % 3 else (x * 5, y * 8, 77)
            rows += struct.pack(">HHH", r * 256 + y, g * 256 + 255 - x, b * 256 + 128)
    head = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def exif_behind(png, value):
    """The eXIf chunk behind the pixels, where it may stand too."""
    tiff = turned(value).tobytes().removeprefix(b"Exif\0\0")
    return png[:-12] + chunk(b"eXIf", tiff) + png[-12:]


def ycck():
    """A CMYK file whose Adobe marker says YCCK: other colours, the same for everybody."""
    data = bytearray(encode(scene().convert("CMYK"), "JPEG", quality=90))
    at = data.index(b"Adobe")
    data[at + 11] = 2
    return bytes(data)


def encode(img, kind, **options):
    b = io.BytesIO()
    img.save(b, kind, **options)
    return b.getvalue()


def files():
    two = [scene(8)]
    yield "ycck.jpg", ycck()
    yield "deep.png", png16()
    yield "turned.png", encode(scene(), "PNG", exif=turned(6))
    yield "turned-behind.png", exif_behind(encode(scene(), "PNG"), 8)
    yield "animated.png", encode(scene(), "PNG", save_all=True, append_images=two)
    yield "palette.gif", encode(scene(), "GIF")
    yield "holed.gif", encode(holed(), "GIF")
    yield "animated.gif", encode(scene(), "GIF", save_all=True, append_images=two, loop=0)
    yield "rgb.bmp", encode(scene(), "BMP")
    yield "palette.bmp", encode(scene().quantize(16), "BMP")
    yield "grey.bmp", encode(scene().convert("L"), "BMP")
    yield "black-and-white.bmp", encode(scene().convert("1"), "BMP")
    yield "rgb.tiff", encode(scene(), "TIFF")
    yield "lzw.tiff", encode(scene(), "TIFF", compression="tiff_lzw")
    yield "deflate.tiff", encode(scene(), "TIFF", compression="tiff_adobe_deflate")
    yield "alpha.tiff", encode(holed(), "TIFF", compression="packbits")
    yield "palette.tiff", encode(scene().quantize(16), "TIFF")
    yield "fax.tiff", encode(scene().convert("1"), "TIFF", compression="group4")
    for value in (3, 5, 6):
        yield f"turned-{value}.tiff", encode(scene(), "TIFF", compression="tiff_lzw", exif=turned(value))
    yield "lossy.webp", encode(scene(), "WEBP", quality=90)
    yield "lossless.webp", encode(scene(), "WEBP", lossless=True)
    yield "alpha.webp", encode(holed(), "WEBP", quality=90)
    yield "alpha-lossless.webp", encode(holed(), "WEBP", lossless=True)
    yield "turned.webp", encode(scene(), "WEBP", quality=90, exif=turned(6))
    yield "animated.webp", encode(scene(), "WEBP", quality=90, save_all=True, append_images=two)
    yield "animated-alpha.webp", encode(holed(), "WEBP", quality=90, save_all=True, append_images=two)
    yield "420.heic", encode(scene(), "HEIF", quality=90)
    yield "444.heic", encode(scene(), "HEIF", quality=90, chroma=444)
    yield "grey.heic", encode(scene().convert("L"), "HEIF", quality=90)
    yield "bt709-limited.heic", encode(scene(), "HEIF", quality=90, matrix_coefficients=1, full_range_flag=0)
    for value in (6, 8):
        yield f"turned-{value}.heic", encode(scene(), "HEIF", quality=90, exif=turned(value))
    yield "420.avif", encode(scene(), "AVIF", quality=90)
    yield "444.avif", encode(scene(), "AVIF", quality=90, subsampling="4:4:4")
    yield "alpha.avif", encode(holed(), "AVIF", quality=90)
    for value in range(2, 9):
        yield f"turned-{value}.avif", encode(scene(), "AVIF", quality=70, exif=turned(value))
    yield "animated.avif", encode(scene(), "AVIF", quality=90, save_all=True, append_images=two)


def seen(data):
    """What a person is to be told of."""
    img = Image.open(io.BytesIO(data))
    img.seek(0)
    img = ImageOps.exif_transpose(img).convert("RGBA")
    white = Image.new("RGBA", img.size, "white")
    return Image.alpha_composite(white, img).convert("RGB")


def main():
    (OUT / "pillow").mkdir(parents=True, exist_ok=True)
    for old in OUT.rglob("*.*"):
        old.unlink()
    for name, data in files():
        (OUT / name).write_bytes(data)
        seen(data).save(OUT / "pillow" / (name + ".png"), optimize=True)


main()
