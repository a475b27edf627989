from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.slow


def test_training_goes_on_from_the_reader_that_ships():
    import onnxruntime
    import torch

    from index.export import check_default_encoder
    from index.neural_reader import MODEL_FOLDER
    from index.training.network import ReaderNetwork, load_encoder
    from index.training.starting import start_from

    file = MODEL_FOLDER / "reader.onnx"
    network = ReaderNetwork(load_encoder(check_default_encoder())).eval()
    fed = _fed()
    shipped = onnxruntime.InferenceSession(str(file)).run(["sentences"], fed)[0]
    with torch.no_grad():
        before = network(*(torch.from_numpy(array) for array in fed.values()))[0].numpy()
        start_from(network, file)
        after = network(*(torch.from_numpy(array) for array in fed.values()))[0].numpy()
    assert (
        np.abs(after - shipped).max() < 0.5 < np.abs(before - shipped).max()
    )  # activations have 8 bits, too


def test_another_network_is_refused(tmp_path: Path):
    import torch

    from index.export import check_default_encoder
    from index.neural_reader import MODEL_FOLDER
    from index.training.network import ReaderNetwork, load_encoder
    from index.training.starting import start_from

    network = ReaderNetwork(load_encoder(check_default_encoder()))
    network.encoder.config.num_hidden_layers = 4
    network.encoder.encoder.layer = torch.nn.ModuleList(network.encoder.encoder.layer[:4])
    with pytest.raises(ValueError, match="has 40 matrices, the network 28"):
        start_from(network, MODEL_FOLDER / "reader.onnx")


def test_the_mean_of_a_reader_with_itself_is_that_reader():
    import torch

    from index.export import check_default_encoder
    from index.neural_reader import MODEL_FOLDER
    from index.training.network import ReaderNetwork, load_encoder
    from index.training.starting import average_into, start_from

    file = MODEL_FOLDER / "reader.onnx"
    network, mean = (ReaderNetwork(load_encoder(check_default_encoder())) for _ in range(2))
    start_from(network, file)
    average_into(mean, [file, file])
    for name, weight in network.state_dict().items():
        assert torch.allclose(weight.float(), mean.state_dict()[name].float(), atol=1e-6), name


def _fed() -> dict[str, np.ndarray]:
    from index.export import check_default_encoder
    from index.training.network import load_tokenizer

    encoded = load_tokenizer(check_default_encoder()).encode(
        "When did the bridge open?",
        "The harbour bridge opened on Monday after three years of delays. "
        "Mayor Ilse Brandt cut the ribbon and thanked the welders.",
    )
    ids, types = np.array([encoded.ids]), np.array([encoded.type_ids])
    stop = encoded.tokens.index(".") + 1
    members = np.zeros((1, 2, len(encoded.ids)), np.float32)
    members[0, 0, encoded.type_ids.index(1) : stop] = members[0, 1, stop:-1] = 1
    return {"ids": ids, "mask": np.ones_like(ids), "types": types, "members": members}
