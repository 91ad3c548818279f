package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.learn.Model.Opinion;

/** What classifiers make of mail that was made to break or to mislead them. */
class BadInputTest {

    private static final Model TAUGHT = Lessons.model();

    @BeforeAll
    static void teach() {
        Lessons.teach(TAUGHT, 200);
    }

    private static Sample sample(String message) {
        return Lessons.sample(Mails.data(message));
    }

    private static void saysSomethingOf(Sample sample) {
        Opinion opinion = TAUGHT.judge(sample);
        assertThat(List.of(opinion.bayes(), opinion.hmm(), opinion.learner(), opinion.content()))
                .allSatisfy(each -> assertThat(each).isBetween(0.0, 1.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "Subject:\r\n\r\n",
                "From: a@example.net\r\nSubject: \r\nContent-Type: text/html\r\n\r\n<html></html>",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--b--\r\n",
                "Content-Type: text/plain; charset=x-no-such\r\n\r\ncheap pills\r\n",
                "Content-Type: text/plain; charset=\"\u0000\"\r\n\r\ncheap pills\r\n",
                "Subject: =?x-no-such?Q?cheap?= =?utf-8?Q?=ff=fe?=\r\n\r\n\u00ff\u00fe\u0080\r\n",
                "Content-Type: text/plain; charset=utf-7\r\n\r\n+AGMAaABlAGEAcA- +-+-\r\n",
                "Subject: x\r\n\r\nviagra\r\n"
            })
    void ofEachThereIsAProbability(String message) {
        saysSomethingOf(sample(message));
    }

    @Test
    void nothingButAWordIsToldWhenThatWasLearned() {
        Model model = Lessons.model();
        for (int i = 0; i < 100; i++) {
            model.learn(sample("From: a@x" + i + ".example\r\nSubject: " + i + "\r\n\r\nviagra\r\n"), true);
            model.learn(sample("From: a@y" + i + ".example\r\nSubject: " + i + "\r\n\r\nthanks\r\n"), false);
        }

        Opinion spam = model.judge(sample("From: a@new.example\r\nSubject: new\r\n\r\nviagra\r\n"));
        Opinion ham = model.judge(sample("From: a@new.example\r\nSubject: new\r\n\r\nthanks\r\n"));

        assertThat(spam.content()).isGreaterThan(0.5);
        assertThat(ham.content()).isLessThan(0.05);
    }

    @Test
    void fiftyMegabytesOfTextAreReadAsFarAsTheLimit() {
        String lines = "meeting report lunch review thanks kernel patch branch\r\n".repeat(950_000);

        // It takes a second or two; what looked at all behind each octet would take hours.
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Sample sample = sample("Subject: big\r\n\r\n" + lines);
            assertThat(sample.tokens()).hasSizeBetween(30_000, 65_000);
            saysSomethingOf(sample);
        });

        assertThat(lines.length()).isGreaterThan(50 << 20);
    }

    /** The same sentence, or nearly. */
    private static final List<String> LANGUAGES = List.of(
            "Please find the minutes of our meeting attached",
            "Anbei das Protokoll unserer Besprechung von gestern",
            "Veuillez trouver ci-joint le compte rendu de la réunion",
            "Adjunto encontrará el acta de nuestra reunión",
            "In allegato il verbale della nostra riunione",
            "Em anexo segue a ata da nossa reunião",
            "Bijgevoegd vindt u de notulen van onze vergadering",
            "W załączniku przesyłam protokół z naszego spotkania",
            "V příloze naleznete zápis z naší schůzky",
            "Mellékelten küldöm a megbeszélés jegyzőkönyvét",
            "Ekte toplantımızın tutanağını bulabilirsiniz",
            "Во вложении протокол нашей встречи",
            "У додатку протокол нашої зустрічі",
            "Επισυνάπτονται τα πρακτικά της συνάντησής μας",
            "מצורף פרוטוקול הפגישה שלנו",
            "تجدون مرفقا محضر اجتماعنا",
            "हमारी बैठक का कार्यवृत्त संलग्न है",
            "会議の議事録を添付いたします",
            "附件是我们会议的纪要请查收",
            "회의록을 첨부하오니 확인하시기 바랍니다",
            "แนบรายงานการประชุมของเรามาด้วย",
            "Đính kèm là biên bản cuộc họp của chúng tôi");

    @Test
    void eachLanguageHasWordsAndIsLearned() {
        Model model = Lessons.model();
        for (int i = 0; i < 10; i++) {
            for (String sentence : LANGUAGES) {
                model.learn(mail(i, sentence, "x"), false);
                model.learn(mail(i, backwards(sentence), "x"), true);
            }
        }

        for (String sentence : LANGUAGES) {
            Sample ham = mail(99, sentence, "y");
            assertThat(ham.tokens().size() - ham.traits()).as(sentence).isGreaterThanOrEqualTo(3);
            assertThat(model.judge(ham).content()).as(sentence).isLessThan(0.1);
            assertThat(model.judge(mail(99, backwards(sentence), "y")).content())
                    .as(sentence)
                    .isGreaterThan(0.5);
        }
    }

    private static Sample mail(int number, String text, String domain) {
        String message = "From: a@" + domain + number + ".example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                + text + "\r\n";
        return Lessons.sample(Mails.data(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static String backwards(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    @Test
    void wordsThatNobodyKnowsDoNotHideSpam() {
        int caught = 0;
        for (int i = 1000; i < 1050; i++) {
            caught += TAUGHT.judge(flooded(i, 2000)).content() >= 0.5 ? 1 : 0;
        }

        assertThat(caught).isGreaterThanOrEqualTo(45);
    }

    /** Spam with so many words behind it that were never seen. */
    static Sample flooded(int number, int words) {
        var random = new Random(number);
        String flood = IntStream.range(0, words)
                .mapToObj(i -> Long.toString(random.nextLong(1L << 40), 36))
                .collect(Collectors.joining(" "));
        return sample(Lessons.message(number, true) + "\r\n" + flood);
    }

    @Test
    void learningFloodsDoesNotMakeHamSpam() {
        Model model = Lessons.model();
        Lessons.teach(model, 200);
        for (int i = 2000; i < 2100; i++) {
            model.learn(flooded(i, 500), true);
        }

        for (int i = 1000; i < 1020; i++) {
            assertThat(model.judge(Lessons.sample(Lessons.ham(i))).content()).isLessThan(0.5);
        }
    }

    /** A day of two networks that send to traps. */
    @Test
    void longFloodsDoNotFillTheTables() {
        Model model = Lessons.model();
        Lessons.teach(model, 200);
        for (int i = 2000; i < 2040; i++) {
            model.learn(flooded(i, 50_000), true);
        }

        for (int i = 1000; i < 1020; i++) {
            Opinion ham = model.judge(Lessons.sample(Lessons.ham(i)));
            assertThat(List.of(ham.bayes(), ham.hmm(), ham.learner(), ham.content()))
                    .allMatch(each -> each < 0.5);
        }
        List<Telling> strange = model.telling(flooded(9000, 3000), Addressee.NOBODY, 10_000);
        assertThat(strange.stream().filter(each -> each.spam() > 0.5).count()).isLessThan(1500);
    }

    @TempDir
    private Path data;

    @Test
    void aBrokenModelIsAnErrorThatSaysWhichFile() throws IOException {
        var file = new ModelFile(data);
        file.save(TAUGHT);
        Path saved = data.resolve("learn/model");
        byte[] whole = Files.readAllBytes(saved);
        var random = new Random(1);
        var messages = new HashSet<String>();
        for (int i = 0; i < 40; i++) {
            byte[] broken = whole.clone();
            broken[i < 20 ? i : random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(saved, broken);

            assertThatCode(() -> file.load(Binder.defaults(Model.Options.class)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(saved.toString())
                    .satisfies(e -> messages.add(e.getMessage()));
        }
        assertThat(messages).hasSizeGreaterThan(1);
    }
}
