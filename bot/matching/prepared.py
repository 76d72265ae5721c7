"""What the index needs of one person, made once from their texts and stored with their profile."""

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import WIDTH, Encoder
from bot.matching.text import sentences, words

FORMAT = 1
WHOLE, SENTENCE = 1, 2
_HEAD = struct.Struct("<BIII")


class Unreadable(ValueError):
    """The stored bytes are of another format: prepare the person anew."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One person's texts as vectors and word counts.

    `vectors` are int8 rows of shape (n, 384), each a unit vector divided by its number in `scales`; `kinds` tells
    whether a row stands for a whole text, a sentence, or both. A row never points back into the text: sentence rows
    stand in the order in which `sentences` finds them. Without an encoder there are no rows.
    """

    vectors: NDArray[np.int8]
    scales: NDArray[np.float32]
    kinds: NDArray[np.uint8]
    words: tuple[str, ...]
    counts: NDArray[np.uint8]

    def to_bytes(self) -> bytes:
        """Return a compact form to store: about 390 bytes a sentence and ten a word."""
        text = "\n".join(self.words).encode()
        head = _HEAD.pack(FORMAT, len(self.scales), len(self.words), len(text))
        return b"".join(
            (head, self.scales.tobytes(), self.kinds.tobytes(), self.vectors.tobytes(), self.counts.tobytes(), text)
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Prepared":
        """Read what `to_bytes` made; raises `Unreadable` if it is of another format or cut short."""
        try:
            form, rows, distinct, size = _HEAD.unpack_from(data)
            if form != FORMAT:
                raise Unreadable(f"format {form}, not {FORMAT}")
            at = _HEAD.size
            scales = np.frombuffer(data, "<f4", rows, at)
            kinds = np.frombuffer(data, np.uint8, rows, at := at + 4 * rows)
            vectors = np.frombuffer(data, np.int8, rows * WIDTH, at := at + rows).reshape(rows, WIDTH)
            counts = np.frombuffer(data, np.uint8, distinct, at := at + rows * WIDTH)
            text = data[at + distinct :].decode()
        except (struct.error, ValueError) as error:
            raise Unreadable(str(error)) from error
        found = tuple(text.split("\n")) if distinct else ()
        if len(found) != distinct or len(data) != at + distinct + size:
            raise Unreadable(f"{len(data)} bytes with {len(found)} words, not {at + distinct + size} with {distinct}")
        return cls(vectors, scales, kinds, found, counts)


def prepare(encoder: Encoder | None, people_texts: Sequence[Sequence[str]]) -> list[Prepared]:
    """Prepare many people at once, which is far quicker than one at a time; without an encoder, for words alone."""
    pieces = [list(chain.from_iterable(_pieces(text) for text in texts)) for texts in people_texts]
    vectors, scales = _encoded(encoder, [piece for person in pieces for piece, _ in person])
    result = []
    row = 0
    for texts, person in zip(people_texts, pieces, strict=True):
        rows = slice(row, row + len(person)) if encoder is not None else slice(0, 0)
        row += len(person)
        kinds = np.array([kind for _, kind in person] if encoder is not None else [], np.uint8)
        found = Counter(word.plain for text in texts for word in words(text))
        counts = np.minimum(np.fromiter(found.values(), np.int64, len(found)), 255).astype(np.uint8)
        result.append(Prepared(vectors[rows].copy(), scales[rows].copy(), kinds, tuple(found), counts))
    return result


def _pieces(text: str) -> Iterable[tuple[str, int]]:
    """Yield what to encode of one text: the whole, then its sentences; one row serves for both if there is but one."""
    spans = sentences(text)
    if len(spans) == 1:
        yield text[slice(*spans[0])], WHOLE | SENTENCE
    elif spans:
        yield text, WHOLE
        for start, end in spans:
            yield text[start:end], SENTENCE


def _encoded(encoder: Encoder | None, pieces: list[str]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Encode each distinct piece once, and keep eight bits of each number."""
    if encoder is None or not pieces:
        return np.zeros((0, WIDTH), np.int8), np.zeros(0, np.float32)
    order = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    small, scales = quantised(encoder.encode(list(order)))
    rows = np.fromiter((order[piece] for piece in pieces), np.intp, len(pieces))
    return small[rows], scales[rows]


def quantised(exact: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Keep eight bits of each number: rows of int8, and what to multiply each row with."""
    scales = np.maximum(np.abs(exact).max(axis=1) / 127, np.float32(1e-9)).astype(np.float32)
    return np.rint(exact / scales[:, None]).astype(np.int8), scales
