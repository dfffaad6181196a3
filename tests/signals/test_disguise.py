"""Words in disguise, and honest letters of other scripts."""

from __future__ import annotations

import math

import pytest

from darnel.article import Article
from darnel.assessment import Finding
from darnel.signals.disguise import SIGNAL
from darnel.text import parse

FILLER = "The board met on Tuesday and said that {} would have to wait until the autumn."


def read(text: str, title: str = "") -> tuple[dict[str, float], list[Finding]]:
    article = Article(text=text, title=title)
    reading = SIGNAL.measure(parse([article]))
    for finding in reading.findings[0]:
        assert article.field(finding.field)[finding.start : finding.end] == finding.quote
    return {name: float(values[0]) for name, values in reading.features.items()}, reading.findings[
        0
    ]


DISGUISED = [
    pytest.param("fеrry", "mixed_script", id="a Cyrillic letter inside"),
    pytest.param("Сontract", "mixed_script", id="a Cyrillic first letter"),
    pytest.param("gеаrbох", "mixed_script", id="several Cyrillic letters"),
    pytest.param("pοrt", "mixed_script", id="a Greek letter inside"),
    pytest.param("fer\u200bry", "invisible", id="a zero-width space"),
    pytest.param("fer\u2060ry", "invisible", id="a word joiner"),
    pytest.param("fer\u202ery", "invisible", id="a control of direction"),
    pytest.param("fer\ufe0fry", "invisible", id="a variation selector"),
    pytest.param("f\u00ade\u00adr\u00adr\u00ady", "invisible", id="a soft hyphen at every letter"),
    pytest.param("𝐟𝐞𝐫𝐫𝐲", "compatibility", id="bold letters of mathematics"),
    pytest.param("ｆｅｒｒｙ", "compatibility", id="full-width letters"),
]


@pytest.mark.parametrize(("word", "kind"), DISGUISED)
def test_a_disguised_word_is_found_and_its_kind_is_named(word: str, kind: str) -> None:
    features, findings = read(FILLER.format(f"“{word}”"))
    assert [finding.quote for finding in findings] == [word]
    assert features[kind] == features["words"] == 1
    assert 0.2 < features["score"] < 0.5


def test_a_disguised_word_of_the_title_is_found_there() -> None:
    features, findings = read(FILLER.format("it"), title="Bоard waits for a fеrry")
    assert [(finding.field, finding.quote) for finding in findings] == [
        ("title", "Bоard"),
        ("title", "fеrry"),
    ]
    assert features["score"] == 0.5


def test_many_words_are_stronger_than_one_and_padding_changes_nothing() -> None:
    one, _ = read(FILLER.format("a fеrry"))
    many, _ = read(FILLER.format("a fеrry " * 10))
    padded, _ = read(FILLER.format("a fеrry " * 10) + FILLER.format("it") * 50)
    assert one["score"] < many["score"] == padded["score"]
    assert many["score"] > 0.8


HONEST = [
    pytest.param("an ordinary ferry", id="plain words"),
    pytest.param("the café of naïve Gödel", id="accents"),
    pytest.param("the cafe\u0301", id="a decomposed accent"),
    pytest.param("Привет from Москва", id="Russian words"),
    pytest.param("the νερό and the θάλασσα", id="Greek words"),
    pytest.param("a QR-код or an IT-компания", id="Russian compounds with Latin letters"),
    pytest.param("α-synuclein, TGF-β, TNFα and PPARα", id="proteins"),
    pytest.param("5 µm, 10 kΩ, 3 μg", id="units of science"),
    pytest.param("the value 𝑥 of 𝑓(𝑦)", id="letters of a formula"),
    pytest.param("a family 👩\u200d👩\u200d👧 and a heart ❤\ufe0f", id="sequences of emoji"),
    pytest.param("می\u200cخواهم", id="a joiner in Persian"),
    pytest.param("क्\u200dष", id="a joiner in Hindi"),
    pytest.param("the gear\u00adbox and its trans\u00admis\u00adsion", id="hyphenation"),
    pytest.param(
        "op\u00adpos\u00adi\u00adtion to es\u00adcal\u00ada\u00adtion", id="short syllables"
    ),
    pytest.param("an end.\u200b And a start", id="a zero-width space between sentences"),
    pytest.param("in the harbour\u200bThe board", id="words that a zero-width space glued"),
    pytest.param("東京のＣＯＶＩＤ対策", id="full-width letters in Japanese"),
    pytest.param("Ｖ", id="one full-width letter"),
    pytest.param("Путин: «Это не так» and the sign ВХОД", id="a quotation in Russian"),
    pytest.param("Володимир Зеленський (Volodymyr Zelenskyy)", id="a name in both scripts"),
    pytest.param("Novak Đoković or Новак Ђоковић", id="a Serbian name"),
    pytest.param("ἀλήθεια (aletheia) and δημοκρατία", id="words of ancient Greek"),
    pytest.param("ΑΦΑ and ΔΣΘ", id="fraternities"),
    pytest.param("a ‏שלום‏ and a ‫שלום עולם‬", id="Hebrew between its marks"),
    pytest.param("حسن روحانی‎ (Hassan Rouhani)", id="Persian with a mark of direction"),
    pytest.param("John Smith‎ (born 1970)", id="a mark of direction after a name"),
    pytest.param("call ‪+1 555 0100‬", id="a telephone number held left to right"),
    pytest.param("अच्छे दिन, தமிழ்நாடு, ശ്രീ‍ and ශ්‍රී", id="scripts of South Asia"),
    pytest.param("习近平 (Xi Jinping), 「你好」 and 김정은", id="Chinese and Korean"),
    pytest.param("ｶﾀｶﾅ and ５月３日", id="half-width kana and wide digits"),
    pytest.param("Nguyễn Phú Trọng and Đặng Thị Hòa", id="Vietnamese names"),
    pytest.param("İstanbul, Erdoğan and Işık", id="Turkish names"),
    pytest.param("Adébáyọ̀, Ṣọlá and Ẹ̀kọ́", id="Yoruba names"),
    pytest.param("Hawaiʻi, Kauaʻi and Māori whānau", id="names of the Pacific"),
    pytest.param("Łódź, Wałęsa, Dvořák and Þórður", id="names of Poland, Bohemia and Iceland"),
    pytest.param("José and Müller", id="names with decomposed accents"),
    pytest.param("/ˈwʊstə/ or [ɡəˈlɑ̃t], /θɪŋ/", id="the phonetic alphabet"),
    pytest.param("👩🏽‍⚕️ 🏳️‍🌈 1️⃣ ❤️‍🔥", id="more sequences of emoji"),
    pytest.param("Love❤️you and ok👌️ok", id="emoji glued to words"),
    pytest.param("🏴󠁧󠁢󠁳󠁣󠁴󠁿", id="a flag of tags"),
    pytest.param("`x = λ: None`, std::vector<int>& and __init__", id="code"),
    pytest.param("∑ᵢ xᵢ² ≤ ∞, ∀x∈ℝ, 𝔼[X], ℓ₂, x̄ and 𝑎𝑏 = 𝑐𝑑", id="mathematics"),
    pytest.param("a Δt of 5 s, ΔG, NF-κB, HIF1α, GSK3β and β2-agonists", id="Greek in science"),
    pytest.param("№5, ½, 20℃, Henry Ⅷ, 1ˢᵗ and ﬁsh", id="signs that stand for letters"),
    pytest.param("the sea—\n\tthe sea,\n   O sea!\n∗ ∗ ∗\n", id="a poem"),
]


@pytest.mark.parametrize("words", HONEST)
def test_honest_letters_are_no_disguise(words: str) -> None:
    features, findings = read(FILLER.format(words))
    assert features["score"] == 0
    assert findings == []


def test_a_byte_order_mark_at_the_start_is_no_disguise() -> None:
    assert read("\ufeff" + FILLER.format("it"), "\ufeffA title")[0]["score"] == 0


def test_hyphenation_by_soft_hyphens_is_counted_apart() -> None:
    features, _ = read(FILLER.format("the gear\u00adbox and its trans\u00admis\u00adsion"))
    assert features["soft_hyphens"] == 2
    assert features["words"] == 0


def test_nothing_to_read_is_nan() -> None:
    features, _ = read("")
    assert all(math.isnan(value) for value in features.values())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" + "\u200b" * 500_000, id="half a million zero-width spaces"),
        pytest.param("a\u200b" * 100_000, id="a zero-width space at every letter"),
        pytest.param("aа" * 100_000, id="two scripts in turn without an end"),
        pytest.param("𝐟" * 200_000, id="bold letters without an end"),
    ],
)
def test_odd_pages_are_read_to_the_end(text: str) -> None:
    features, findings = read(text)
    assert 0 <= features["score"] <= 1
    assert len(findings) <= 32


def test_a_name_in_fancy_letters_before_its_account_is_no_disguise() -> None:
    name = "".join(chr(0x1D4D0 + ord(letter) - ord("A")) for letter in "DONNA")
    assert read(f"It is late. — {name} 🌊 (@donna) June 3")[0]["score"] == 0
    assert read(f"It is late, said {name} to the board on June 3")[0]["score"] > 0
