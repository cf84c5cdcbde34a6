"""PDFs made by hand, well-formed and hostile, so that no foreign file is kept here."""

import hashlib
import zlib

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def a_pdf(
    texts: list[str] | None = None,
    *,
    catalog: str = "",
    page: str = "",
    extra: list[bytes] | None = None,
    kids: int | None = None,
    content: bytes | None = None,
    filters: str = "",
    trailer: str = "",
    size: str = "0 0 612 792",
) -> bytes:
    """One page a text; `extra` objects begin at number 10 + 2 * pages."""
    pages = texts if texts is not None else ["Hello there"]
    first = 10
    numbers = [first + 2 * i for i in range(len(pages))]
    refs = " ".join(f"{n} 0 R" for n in (numbers if kids is None else [first] * kids))
    count = len(pages) if kids is None else kids
    objects: dict[int, bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        2: f"<</Type/Pages/Count {count}/Kids[{refs}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for number, words in zip(numbers, pages, strict=True):
        objects[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{size}]/Contents {number + 1} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>{page}>>"
        ).encode()
        body = content if content is not None else f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode()
        objects[number + 1] = b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), filters.encode(), body)
    for offset, body in enumerate(extra or []):
        objects[first + 2 * len(pages) + offset] = body
    return joined(objects, trailer)


def a_pdf_with_script() -> bytes:
    """It would run JavaScript when opened, on leaving its page and from a hidden object."""
    return a_pdf(
        catalog="/OpenAction 12 0 R/Names<</J#61vaScript<</Names[(x) 12 0 R]>>>>",
        page="/AA<</O 12 0 R>>",
        extra=[b"<</S/JavaScript/JS(app.alert\\('boo'\\);)>>"],
    )


def a_locked_pdf(password: bytes = b"secret") -> bytes:
    """Standard security handler, revision 2: nothing opens it without the password."""
    owner = _rc4(hashlib.md5((password + _PAD)[:32]).digest()[:5], (password + _PAD)[:32])
    rights, ident = -4, b"0123456789abcdef"
    seed = (password + _PAD)[:32] + owner + (rights & 0xFFFFFFFF).to_bytes(4, "little") + ident
    user = _rc4(hashlib.md5(seed).digest()[:5], _PAD)
    ids = f"/ID[<{ident.hex()}><{ident.hex()}>]"
    trailer = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{user.hex()}>/P {rights}>>{ids}"
    return a_pdf(trailer=trailer)


def a_bomb(megabytes: int = 2000) -> bytes:
    """A content stream packed twice, that unpacks to `megabytes` of blanks."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
    return a_pdf(content=zlib.compress(once, 9), filters="/Filter[/FlateDecode/FlateDecode]")


def joined(objects: dict[int, bytes], trailer: str) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start, top = len(out), max(objects) + 1
    rows = [b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(top)]
    out += b"xref\n0 %d\n%s" % (top, b"".join(rows))
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (top, trailer.encode(), start)
    return bytes(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i, j, out = 0, 0, bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
