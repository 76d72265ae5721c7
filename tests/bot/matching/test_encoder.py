"""The encoder: text to unit vectors."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.encoder import VOCABULARY, WEIGHTS, Encoder, ModelDamaged, ModelMissing, find_model


def test_vectors_are_those_of_the_published_model(encoder: Encoder) -> None:
    """The first numbers for this sentence stand on the model's own page."""
    vector = encoder.encode(["This is an example sentence"])[0]
    assert vector[:5] == pytest.approx([0.0676569, 0.0634960, 0.0487131, 0.0793050, 0.0374480], abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(texts=st.lists(st.text(max_size=200), max_size=6))
def test_a_text_has_the_same_vector_in_any_company(encoder: Encoder, texts: list[str]) -> None:
    """A batch gives what one at a time gives; every row has length 1, or 0 without a word."""
    together = encoder.encode(texts)
    assert together.shape == (len(texts), 384)
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(encoder.encode([text])[0], row, atol=1e-5)
        assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5) or not row.any()


def test_near_meanings_have_near_vectors(encoder: Encoder) -> None:
    """What a clinician and what a member calls the same thing is nearer than something else."""
    clinical, lived, other = encoder.encode(["auditory hallucinations", "hearing voices", "pension policy"])
    assert clinical @ lived > 0.5
    assert clinical @ other < 0.2


def test_an_empty_text_has_no_direction(encoder: Encoder) -> None:
    """Zeros are near to nothing."""
    assert not encoder.encode(["", "   "]).any()


def test_a_long_text_counts_up_to_its_256th_token(encoder: Encoder) -> None:
    """254 words and the two marks at the ends fill the model's window."""
    full = "word " * 254
    same, other = encoder.encode([full + "and something else entirely", full + "x" * 100_000])
    assert np.allclose(same, other, atol=1e-6)
    assert not np.allclose(same, encoder.encode(["word " * 200])[0], atol=1e-4)


def test_remembered_queries_cannot_be_spoilt(encoder: Encoder) -> None:
    """Whoever writes into what they got changes it for themselves alone."""
    first = encoder.encode_queries(["peer support"])
    kept = first.copy()
    first[0, 0] = 1.0
    assert np.array_equal(encoder.encode_queries(["peer support"]), kept)


def test_queries_are_encoded_together_as_each_would_be_alone(encoder: Encoder) -> None:
    """In the order asked for, with those that are remembered, that repeat, and that hold no word."""
    encoder.encode_queries(["sleep"])
    asked = ["peer support", "sleep", "", "art and dementia", "peer support"]
    rows = encoder.encode_queries(asked)
    assert rows.shape == (5, 384)
    assert np.allclose(rows, encoder.encode(asked), atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_the_store_of_queries_stays_small(encoder: Encoder) -> None:
    """Old queries make room for new ones."""
    for number in range(300):
        encoder.encode_queries([f"{number}"])
    assert len(encoder._recent) <= 256


def test_many_threads_may_encode_at_once(encoder: Encoder) -> None:
    """Each gets what it would have got alone."""
    texts = [f"text number {number} about peer support" for number in range(24)]
    alone = encoder.encode(texts)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: encoder.encode([text])[0], texts))
    assert np.allclose(np.stack(rows), alone, atol=1e-5)


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    """So that whoever set it knows which."""
    with pytest.raises(ModelMissing, match=WEIGHTS):
        Encoder.load(tmp_path)


def test_other_weights_are_refused(tmp_path: Path, model: Path) -> None:
    """One wrong byte is enough."""
    shutil.copy(model / VOCABULARY, tmp_path)
    data = bytearray((model / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (tmp_path / WEIGHTS).write_bytes(data)
    with pytest.raises(ModelDamaged, match="sha256"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize("damage", ["", "{}", "not json at all"])
def test_an_unreadable_vocabulary_is_refused(tmp_path: Path, model: Path, damage: str) -> None:
    """The weights mean nothing without their words."""
    (tmp_path / WEIGHTS).symlink_to(model / WEIGHTS)
    (tmp_path / VOCABULARY).write_text(damage)
    with pytest.raises(ModelDamaged, match="cannot be read"):
        Encoder.load(tmp_path)


def test_the_vocabulary_of_another_model_is_refused(tmp_path: Path, model: Path) -> None:
    """Even if it can be read."""
    (tmp_path / WEIGHTS).symlink_to(model / WEIGHTS)
    (tmp_path / VOCABULARY).write_text(
        '{"version": "1.0", "model": {"type": "WordLevel", "vocab": {}, "unk_token": "?"}}'
    )
    with pytest.raises(ModelDamaged, match="does not belong"):
        Encoder.load(tmp_path)


def test_the_chosen_folder_comes_first(tmp_path: Path) -> None:
    """Even when it is empty, so that loading it names it."""
    assert find_model(tmp_path / "chosen", tmp_path / "cache") == tmp_path / "chosen"


def test_the_cache_serves_where_the_wheel_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is found where it is empty too."""
    monkeypatch.setattr("bot.matching.encoder.PACKAGE", "no_such_wheel")
    assert find_model(None, tmp_path) is None
    (tmp_path / WEIGHTS).touch()
    assert find_model(None, tmp_path) == tmp_path


@pytest.fixture(scope="module")
def model() -> Path:
    """The folder of the real files."""
    found = find_model(None, Path("nowhere"))
    assert found is not None
    return found
