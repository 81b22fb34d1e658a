"""Scopes restore what they found: nested, re-entered, decorated, abandoned, in threads."""

import threading

import pytest

from ndgrad import autograd


def flags():
    return autograd.is_recording(), autograd.is_training()


def test_the_four_scopes():
    assert flags() == (False, False)
    with autograd.record():
        assert flags() == (True, True)
        with autograd.pause():
            assert flags() == (False, False)
        with autograd.predict_mode():
            assert flags() == (True, False)
            with autograd.train_mode():
                assert flags() == (True, True)
        with autograd.pause(train_mode=True):
            assert flags() == (False, True)
    with autograd.record(train_mode=False):
        assert flags() == (True, False)
    assert flags() == (False, False)


def test_an_exception_restores():
    with pytest.raises(ZeroDivisionError), autograd.record(), autograd.pause():
        raise ZeroDivisionError
    assert flags() == (False, False)


def test_one_scope_object_entered_twice():
    scope = autograd.record()
    with scope:
        with autograd.pause():
            with scope:
                assert flags() == (True, True)
            assert flags() == (False, False)
        assert flags() == (True, True)
    assert flags() == (False, False)


def test_as_a_decorator_also_recursively():
    @autograd.record()
    def depth(n):
        assert flags() == (True, True)
        with autograd.pause():
            return 1 + depth(n - 1) if n else 0

    assert depth(3) == 3
    assert flags() == (False, False)


def test_set_recording_inside_a_scope_ends_with_it():
    with autograd.record():
        assert autograd.set_recording(False) is True
        assert flags() == (False, True)
    assert flags() == (False, False)
    with autograd.pause():
        autograd.set_recording(True)
        autograd.set_training(True)
    assert flags() == (False, False)


def test_a_generator_abandoned_inside_a_scope():
    def recording():
        with autograd.record():
            yield

    generator = recording()
    next(generator)
    with autograd.predict_mode():
        generator.close()  # its scope is left out of turn
        assert flags() == (True, False)
    assert flags() == (False, False)


def test_a_scope_closed_by_another_thread_leaves_its_flags_alone():
    scope = autograd.record()
    with scope:
        seen = []

        def other():
            scope.__exit__(None, None, None)
            seen.append(flags())

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert seen == [(False, False)]
        assert flags() == (True, True)


def test_flags_belong_to_the_thread():
    seen = []
    with autograd.record():
        thread = threading.Thread(target=lambda: seen.append(flags()))
        thread.start()
        thread.join()
    assert seen == [(False, False)]
