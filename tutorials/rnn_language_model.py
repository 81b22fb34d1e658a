"""A language model: an LSTM that reads a short story letter by letter and learns what comes next.

Run it: ``python tutorials/rnn_language_model.py`` (``--help`` lists the options).

The story is ``data/lamp_room.txt``, 8.5 KB. A model is judged by its perplexity: between how many
letters it hesitates, on average, when it has to name the next one. Guessing blindly among all
letters of the story gives 46, knowing how often each occurs 17, knowing the letter before as
well 8. The LSTM falls below 2.
"""

import argparse
import math
import sys
from pathlib import Path

import numpy as np

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn, rnn

STORY = Path(__file__).resolve().parent / "data" / "lamp_room.txt"


def read_story():
    """The letters that occur, and the story as their indices. Line ends read as spaces."""
    text = " ".join(STORY.read_text(encoding="ascii").split())
    letters = sorted(set(text))
    index = {letter: i for i, letter in enumerate(letters)}
    return letters, np.array([index[letter] for letter in text])


def simple_perplexities(story, n):
    """Of three guessers that need no network: blind, by frequency, by frequency after a letter."""
    counts = np.bincount(story, minlength=n) / len(story)
    pairs = np.zeros((n, n))
    np.add.at(pairs, (story[:-1], story[1:]), 1)
    after = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1)
    return {
        "blind": float(n),
        "letters": math.exp(-np.log(counts[story]).mean()),
        "pairs": math.exp(-np.log(after[story[:-1], story[1:]]).mean()),
    }


class LanguageModel(gluon.Block):
    """Scores of the next letter (T, B, n) from letters so far (T, B) and the state before them."""

    def __init__(self, n, hidden, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.embedding = nn.Embedding(n, 32)
            self.lstm = rnn.LSTM(hidden, input_size=32)
            self.dropout = nn.Dropout(0.2)
            self.scores = nn.Dense(n, flatten=False)

    def forward(self, letters, state):
        seen = self.embedding(letters)  # (T, B, 32)
        known, state = self.lstm(seen, state)  # (T, B, hidden)
        return self.scores(self.dropout(known)), state


def make_model(n, hidden=128):
    model = LanguageModel(n, hidden, prefix="story_")
    model.initialize(mx.init.Xavier())
    return model


def in_columns(story, batch_size):
    """The story cut into ``batch_size`` pieces of one length, side by side: (length, B).

    They are read row after row, each piece in its order, so that the state can go on.
    """
    length = len(story) // batch_size
    return nd.array(story[: length * batch_size].reshape(batch_size, length).T)


def progress(epochs):
    """A progress bar where tqdm is installed; otherwise the plain range."""
    try:
        from tqdm import tqdm
    except ImportError:
        return range(epochs)
    return tqdm(range(epochs), desc="reading", leave=False, file=sys.stderr)


def train(model, story, epochs, batch_size=8, steps=32):
    """Returns the perplexity of every reading of the story."""
    columns = in_columns(story, batch_size)
    trainer = gluon.Trainer(model.collect_params(), "adam", {"learning_rate": 0.005})
    softmax_loss = gluon.loss.SoftmaxCrossEntropyLoss()
    parameters = model.collect_params().values()
    perplexities = []
    bar = progress(epochs)
    for epoch in bar:
        if epoch == epochs * 2 // 3:
            trainer.set_learning_rate(0.001)
        state = model.lstm.begin_state(batch_size)
        total = 0.0
        for start in range(0, columns.shape[0] - 1, steps):
            end = min(start + steps, columns.shape[0] - 1)
            # The state's values go on; its history ends here, or it would grow with the story.
            state = [s.detach() for s in state]
            with autograd.record():
                scores, state = model(columns[start:end], state)
                following = columns[start + 1 : end + 1]
                # (T * B, n) beside (T * B,)
                loss = softmax_loss(scores.reshape((-3, -1)), following.reshape((-1,))).mean()
            loss.backward()
            # A recurrent net has a steep place now and then: no gradient longer than 1.
            gluon.utils.clip_global_norm([p.grad() for p in parameters], 1.0)
            trainer.step(1)
            total += loss.asscalar() * (end - start)
        perplexities.append(math.exp(total / (columns.shape[0] - 1)))
        if hasattr(bar, "set_postfix"):
            bar.set_postfix(perplexity=f"{perplexities[-1]:.2f}")
    return perplexities


def perplexity(model, story):
    """Of the story as a whole, read once without dropout."""
    letters = nd.array(story).reshape((-1, 1))
    scores, _ = model(letters[:-1], model.lstm.begin_state(1))
    chances = nd.log_softmax(scores.reshape((-3, -1)))
    return math.exp(-nd.pick(chances, letters[1:].reshape((-1,))).mean().asscalar())


def write(model, letters, beginning, length, temperature=0.5):
    """Go on with ``beginning``, letter by letter, each drawn by its chance.

    A low temperature prefers the likely letters, a high one takes more risks.
    """
    state = model.lstm.begin_state(1)
    given = nd.array([[letters.index(letter)] for letter in beginning])
    text = beginning
    for _ in range(length):
        scores, state = model(given, state)
        chances = nd.softmax(scores[-1, 0] / temperature)
        drawn = int(nd.random.multinomial(chances).asscalar())
        text += letters[drawn]
        given = nd.array([[drawn]])
    return text


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=30, help="readings of the story (30)")
    parser.add_argument("--hidden", type=int, default=128, help="units of the LSTM (128)")
    parser.add_argument("--seed", type=int, default=0, help="of all chance (0)")
    parser.add_argument("--write", type=int, default=400, help="letters to write at the end (400)")
    options = parser.parse_args(arguments)

    mx.random.seed(options.seed)
    letters, story = read_story()
    simple = simple_perplexities(story, len(letters))
    print(f"{len(story)} letters, {len(letters)} different ones; perplexity of guessing blindly "
          f"{simple['blind']:.1f}, by letters {simple['letters']:.1f}, "
          f"by pairs of letters {simple['pairs']:.1f}")  # fmt: skip

    model = make_model(len(letters), options.hidden)
    curve = train(model, story, options.epochs)
    for epoch in sorted({0, len(curve) // 4, len(curve) // 2, len(curve) - 1}):
        print(f"reading {epoch + 1:3d}: perplexity {curve[epoch]:6.2f} while learning")
    final = perplexity(model, story)
    print(f"the model's perplexity on the story: {final:.2f}")
    text = write(model, letters, "The keeper", options.write)
    print(f"\n{text}")
    return {"simple": simple, "curve": curve, "perplexity": final, "text": text}


if __name__ == "__main__":
    main()
