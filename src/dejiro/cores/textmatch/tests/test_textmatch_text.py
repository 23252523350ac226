import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from dejiro.cores.textmatch.text import clusters, fold, fold_with_offsets

JAPANESE = st.text(
    alphabet=st.sampled_from("かがガｶﾞﾊﾟ゙ﾞ゚端末末購入Ｒ8 　\nÅA\u030a\u0323ᄀ가ᅡᆨ㍻ﷺİΣς\u09c7\u09be¨"), max_size=20
)


@given(JAPANESE | st.text(max_size=20))
@example("A\u0323\u030a")
@example("ﾊﾟ")
@example("")
def test_folding_with_offsets_gives_the_folded_text(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)


@given(JAPANESE)
def test_clusters_normalise_each_on_its_own(text: str) -> None:
    cut = [text[start:end] for start, end in clusters(text)]
    assert "".join(cut) == text
    assert "".join(unicodedata.normalize("NFKC", piece) for piece in cut) == unicodedata.normalize("NFKC", text)


@given(JAPANESE, st.data())
def test_a_span_of_the_folded_text_folds_back_to_at_least_itself(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        left, right = folded.span(start, end)
        assert folded.text[start:end] in fold(text[left:right])


def test_half_width_marks_belong_to_the_letter_before() -> None:
    assert fold_with_offsets("ﾊﾟｿ").span(0, 1) == (0, 2)


def test_widths_cases_and_spaces_do_not_matter() -> None:
    assert fold("ＷＩＮＤＯＷＳ　１１\n更新") == fold("windows11更新")
