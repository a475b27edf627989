"""The reader's network: a BERT-like encoder that judges sentences and finds the short answer's ends."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedModel

_FAR = 1e4  # added to a logit, it settles a softmax


class ReaderNetwork(nn.Module):
    """Judges the sentences of a block for a question.

    A sentence is what its own tokens say, weighed by attention, beside the first token, which speaks for
    question and block together. Its logit is against a fixed 0 for "none of this block".
    """

    def __init__(self, encoder: "PreTrainedModel") -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.weigh = nn.Linear(size, 1)
        self.join = nn.Linear(2 * size, size)
        self.judge = nn.Linear(size, 1)
        self.ends = nn.Linear(size, 2)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor, members: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of sentences, (b, s), and of start and end at each token, (b, t, 2).

        Args:
            ids: (b, t) token ids.
            mask: (b, t), 1 for real tokens, 0 for padding.
            types: (b, t), 0 for the question, 1 for the rest.
            members: (b, s, t), 1 where a token belongs to a sentence.
        """
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        scores = self.weigh(hidden).transpose(1, 2) + (members - 1) * _FAR
        own = torch.matmul(torch.softmax(scores, dim=-1), hidden)
        whole = hidden[:, :1].expand_as(own)
        joined = torch.tanh(self.join(torch.cat([own, whole], dim=-1)))
        return self.judge(joined).squeeze(-1), self.ends(hidden)


def load_encoder(folder: Path, layers: int | None = None) -> "PreTrainedModel":
    """Load the encoder that training starts from, or so many of its ``layers``, evenly spaced.

    It has no dropout of attention, which takes 40 % of a step.
    """
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    model: PreTrainedModel = AutoModel.from_pretrained(
        str(folder),
        use_safetensors=True,
        attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.1,
        add_pooling_layer=False,
        dtype=torch.float32,
    )
    if layers:
        held = model.encoder.layer
        model.encoder.layer = nn.ModuleList(
            held[place * (len(held) - 1) // max(1, layers - 1)] for place in range(layers)
        )
        model.config.num_hidden_layers = layers
    return model


def load_tokenizer(folder: Path) -> "Tokenizer":
    """Load the encoder's tokenizer, which neither pads nor cuts."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
