"""Windows keep every token once, and from the window where it stands deepest."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reportqa.encoding.batches import batches_by_length
from reportqa.encoding.windows import context_room, cut_windows


@given(text=st.integers(0, 5000), room=st.integers(1, 510))
def test_every_token_is_kept_once_from_its_deepest_window(text: int, room: int) -> None:
    windows = cut_windows(text, room)
    kept = [n for window in windows for n in range(window.keep_start, window.keep_stop)]
    assert kept == list(range(text))
    for window in windows:
        assert window.stop - window.start <= room
        assert window.start <= window.keep_start
        assert window.keep_stop <= window.stop
    for before, after in pairwise(windows):
        border = after.keep_start
        to_the_left, to_the_right = border - after.start, before.stop - border
        assert abs(to_the_left - to_the_right) <= 1


@given(context=st.integers(0, 2000), text=st.integers(0, 2000), room=st.integers(3, 510))
def test_a_context_gives_way_only_where_it_must(context: int, text: int, room: int) -> None:
    kept = context_room(context, text, room)
    assert 0 <= kept <= context
    assert kept < room or not text
    if kept < context:
        assert kept == max(room - text, room // 3)


@given(st.lists(st.integers(2, 384), max_size=200))
def test_batches_hold_each_row_once_and_little_padding(lengths: list[int]) -> None:
    batches = list(batches_by_length(lengths))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches[:-1]:
        assert len(batch) > 1
        assert len(batch) * lengths[batch[0]] <= 800
