package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.LineBreak;
import com.ibm.icu.lang.UCharacter.WordBreak;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICU is the oracle for what UAX #29 says; {@link #beyondTheStandard} has what we do otherwise. */
class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Don't pay 3,50 a.m. or user_name@example.com | Don't 3,50 a.m or user_name example.com pay",
                "win $1,000 now! | win $1,000 now!",
                "US$100, €5 £6 ¥7 #1 | US $100 €5 £6 ¥7 #1",
                "50% off!!! a%20b 100%! | 50% off! a 20b 100%",
                "$ $$$9 #! %5 ! | $9 5",
                "C# x#y | C x #y",
                "___ _a_ 1_000 | _a_ 1_000",
                "中文字 中 | 中文 文字 中",
                "東京タワーへ行く | 東京 京タ タワ ワー ーへ へ行 行く",
                "日本2026年x | 日本 2026 年 x",
                "ไทยดี | ไท ทย ยดี",
                "한국어 단어 | 한국어 단어",
                "👍🏽 ok 👨‍👩‍👧☀️ 🇩🇪🇫🇷 | 👍🏽 ok 👨‍👩‍👧 ☀️ 🇩🇪 🇫🇷",
                "e\u0301te\u0301 \u0301x | e\u0301te\u0301 x",
                "רו״ח ק\"ג כ' | רו״ח ק\"ג כ'",
                "'quoted' \"x\" 1.2.3 v1.2 a..b 1,a | quoted x 1.2.3 v1.2 a b 1 a"
            })
    void beyondTheStandard(String text, String words) {
        assertThat(words(text)).containsExactlyInAnyOrder(words.split(" "));
    }

    @Test
    void longWordsAreCut() {
        assertThat(words("a".repeat(100) + " b")).containsExactly("a".repeat(40), "b");
        assertThat(words("a".repeat(39) + "𐐀b c")).containsExactly("a".repeat(39), "c");
        assertThat(words("中" + "\u0301".repeat(100))).containsExactly("中" + "\u0301".repeat(39));
    }

    @Test
    void onlyWhatLiesBetweenThePlacesIsRead() {
        var found = new ArrayList<String>();
        Words.split("abc def ghi 👍", 1, 9, (from, to) -> found.add("abc def ghi 👍".substring(from, to)));
        Words.split("👍", 0, 1, (from, to) -> found.add("half"));

        assertThat(found).containsExactly("bc", "def", "g");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Can't you see: it's the 21st century, 3.14 and 1,000,000.00 (e.g. rock'n'roll)?",
                "Die Straße heißt „Grüner Weg“; 12.345,67 Euro für’s Auto-Haus.",
                "L’été à l'Opéra coûte 3 000 francs, n’est-ce pas ?",
                "¿Dónde está el niño? ¡Aquí, en la 2.ª planta!",
                "L'università è là; dell'anno 1999.",
                "Não há pão às 7h30 – vamos à praça.",
                "'s Avonds zie je auto's en foto's.",
                "Kl. 12:30 på Åland, k:a S:t Eriks EU:s regler.",
                "Hyvää päivää, EU:n sää on kylmä.",
                "Zażółć gęślą jaźń; 5‑krotny wzrost.",
                "Příliš žluťoučký kůň úpěl ďábelské ódy.",
                "Árvíztűrő tükörfúrógép, 15:00-kor.",
                "İstanbul'da ışık, Türkiye'nin 81 ili.",
                "Tiếng Việt có dấu: được, người, thế giới.",
                "Привет, мир! Это 2-й дом № 5.",
                "Об'єднання п’яти сіл України.",
                "Καλημέρα κόσμε· τι κάνεις;",
                "שלום עולם, צה״ל ו-דו\"ח ג'ירפה.",
                "مرحبا بالعالم، السعر ١٢٣٫٤٥ دينار.",
                "سلام می‌خواهم کتاب‌ها را ببینم.",
                "नमस्ते दुनिया, क़ीमत १२३ रुपये।",
                "বাংলা ভাষা, ১০০ টাকা।",
                "தமிழ் மொழி வாழ்க.",
                "안녕하세요 세계, 가격은 1,000 원입니다.",
                "გამარჯობა მსოფლიო.",
                "ሰላም ለዓለም፡ዜና።",
                "Բարեւ, աշխարհ՛ն։",
                "foo@example.com http://www.example.org/a_b?c=d&e=1.5 192.0.2.1 a.b.c x:y 1:2 a;b 1;2 3،4"
            })
    void splitsLanguagesAsIcuDoes(String text) {
        assertThat(plain(words(text))).isNotEmpty().isEqualTo(icu(text));
    }

    @Test
    void splitsRandomTextAsIcuDoes() {
        var random = new Random(1);
        int[] spaced = spaced();
        for (int n = 0; n < 20_000; n++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(24); i >= 0; i--) {
                text.appendCodePoint(
                        random.nextInt(3) == 0
                                ? "a1.,:;'\"_-$# \u05d0\u0301\u00ad\u00b7\u2019".charAt(random.nextInt(18))
                                : spaced[random.nextInt(spaced.length)]);
            }
            assertThat(plain(words(text.toString()))).as(escaped(text)).isEqualTo(icu(text.toString()));
        }
    }

    @Test
    void anythingIsSplitInOrder() {
        var random = new Random(2);
        for (int n = 0; n < 2_000; n++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append((char) (random.nextBoolean() ? 0xd800 + random.nextInt(0x800) : random.nextInt(0x10000)));
            }
            int[] last = {0};
            Words.split(text, 0, text.length(), (from, to) -> {
                assertThat(from)
                        .as(escaped(text))
                        .isGreaterThanOrEqualTo(last[0])
                        .isLessThan(to);
                assertThat(to).isLessThanOrEqualTo(Math.min(text.length(), from + Words.MAX));
                last[0] = from;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "1",
                ".",
                "a.",
                "1,",
                "_",
                "\u0301",
                "中",
                "中\u0301",
                "👍",
                "👍\u200d",
                "🇩",
                "$",
                "$a!",
                "א\"",
                "ก"
            })
    void timeGrowsWithTheLengthAlone(String piece) {
        String text = piece.repeat((1 << 20) / piece.length());

        // What takes too long by itself does so each time.
        await().untilAsserted(() -> {
            long start = System.nanoTime();
            Words.split(text, 0, text.length(), (from, to) -> {});
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        });
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        Words.split(text, 0, text.length(), (from, to) -> words.add(text.substring(from, to)));
        return words;
    }

    /** Without what we put to words, and without emoji. */
    private static List<String> plain(List<String> words) {
        return words.stream()
                .map(word -> "$€£¥#".indexOf(word.charAt(0)) < 0 ? word : word.substring(1))
                .map(word -> word.endsWith("!") || word.endsWith("%") ? word.substring(0, word.length() - 1) : word)
                .filter(WordsTest::says)
                .toList();
    }

    private static List<String> icu(String text) {
        BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
        breaks.setText(text);
        var words = new ArrayList<String>();
        for (int from = 0, to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            String word = text.substring(from, to);
            if (says(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean says(String word) {
        return word.codePoints().anyMatch(c -> switch (UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK)) {
            case WordBreak.ALETTER, WordBreak.HEBREW_LETTER, WordBreak.NUMERIC -> true;
            default -> false;
        });
    }

    /**
     * All characters but those of scripts without spaces, where ICU asks dictionaries, Hangul syllables, which ICU parts from other letters and
     * digits and the standard does not, and the joiner, which would join pictures to words.
     */
    private static int[] spaced() {
        return IntStream.range(0, 0x20000)
                .filter(c -> UCharacter.isDefined(c) && !(c >= 0xd800 && c < 0xe000))
                .filter(c -> WordKinds.of(c) != WordKinds.UNSPACED && UScript.getScript(c) != UScript.HAN)
                .filter(c -> UCharacter.getIntPropertyValue(c, UProperty.LINE_BREAK) != LineBreak.COMPLEX_CONTEXT)
                .filter(c -> !(c >= 0xac00 && c < 0xd7a4) && c != WordKinds.JOINER)
                .toArray();
    }

    private static String escaped(CharSequence text) {
        var out = new StringBuilder();
        text.chars().forEach(c -> out.append(String.format("\\u%04x", c)));
        return out.toString();
    }
}
