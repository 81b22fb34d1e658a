"""The workloads with MXNet: the lines of ``with_ndgrad.py``, with MXNet under the name ``mx``."""

from pathlib import Path

source = Path(__file__).with_name("with_ndgrad.py").read_text()
source = source.replace("import ndgrad as mx", "import mxnet as mx")
source = source.replace('LIBRARY = "ndgrad"', 'LIBRARY = "mxnet"')
exec(compile(source, "with_mxnet.py", "exec"))
deeper = None  # two minutes, to no purpose
