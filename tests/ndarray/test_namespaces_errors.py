"""A name that is not in a namespace: the nearest one is named."""

import pytest

from ndgrad import nd


@pytest.mark.parametrize(
    ("namespace", "name", "nearest"),
    [(nd, "sotfmax", "softmax"), (nd.linalg, "portf", "potrf"), (nd.contrib, "box_mns", "box_nms")],
)
def test_the_nearest_name(namespace, name, nearest):
    with pytest.raises(AttributeError, match=f"no attribute '{name}'. Did you mean '{nearest}'"):
        getattr(namespace, name)
    assert not hasattr(namespace, "_" + name)


def test_messages_of_numpy_end_without_blanks():
    with pytest.raises(ValueError, match=r"broadcast") as found:
        nd.ones((2, 3)) + nd.ones((2, 2))
    assert all(line == line.rstrip() for line in str(found.value).splitlines())
