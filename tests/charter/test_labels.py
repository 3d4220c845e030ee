"""In a cell an office writes the label of a word: in a charter that comes with the library no list has the same label twice."""

from __future__ import annotations

import pytest

import grassroots as gr

CHARTERS = (
    "cn-street", "cn-hotline", "cn-party-branch", "open311-city", "roberts-rules", "tenants-association", "uk-union-branch",
)  # fmt: skip


@pytest.mark.parametrize("name", CHARTERS)
def test_no_list_of_a_charter_calls_two_words_alike(name: str) -> None:
    with gr.open("memory:", charter=name) as workspace:
        twice = []
        for list_name, words in workspace.charter.words.items():
            for language in workspace.charter.languages:
                labels = [word.labels[language] for word in words.values() if language in word.labels]
                twice += [(list_name, language, label) for label in sorted(set(labels)) if labels.count(label) > 1]
    assert twice == []
