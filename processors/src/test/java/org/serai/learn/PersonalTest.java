package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.learn.Model.Change;
import org.serai.learn.Model.Opinion;
import org.serai.learn.Model.Unlearning;
import org.serai.mail.DomainName;

/** What a user or a domain has taught, beside what all have. */
class PersonalTest {

    private static final Addressee ANNA = Addressee.of("anna@example.org");
    private static final Addressee BEN = Addressee.of("ben@example.org");
    private static final Addressee ELSEWHERE = Addressee.of("anna@example.net");

    private final Model model = Lessons.model();

    PersonalTest() {
        Lessons.teach(model, 60);
    }

    /** Advertising that looks like spam to all others. */
    private static Sample letter(int number) {
        String words = Lessons.message(number, true).replaceAll("(?s).*\r\n\r\n", "");
        return Lessons.sample(Mails.data(
                "From: shop@letters.example\r\nTo: b@example.org\r\nSubject: gardening weekly\r\n" + "Message-ID: <"
                        + number + "@letters.example>\r\n\r\ntomatoes and roses for gardeners " + words));
    }

    private static void teachLetters(Model model, Addressee addressee, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(model.learn(letter(i), false, addressee)).isEqualTo(Change.LEARNED);
        }
    }

    private static byte[] octets(Model model) throws IOException {
        var out = new ByteArrayOutputStream();
        model.write(new DataOutputStream(out));
        return out.toByteArray();
    }

    @Test
    void whatAUserWantsIsHamToHimFirst() {
        teachLetters(model, ANNA, 1000, 1012);

        double anna = model.judge(letter(2000), ANNA).bayes();
        double ben = model.judge(letter(2000), BEN).bayes();
        double all = model.judge(letter(2000)).bayes();
        assertThat(anna).as("his own lessons").isLessThan(ben);
        assertThat(ben).as("those of his domain").isLessThan(all);
        assertThat(model.judge(letter(2000), ELSEWHERE)).isEqualTo(model.judge(letter(2000)));
        assertThat(model.judge(letter(2000), ANNA).content())
                .isLessThan(model.judge(letter(2000)).content());
        assertThat(share(ANNA)).isLessThan(share(Addressee.NOBODY));
    }

    private double share(Addressee addressee) {
        return model.telling(letter(2000), addressee, 1000).stream()
                .filter(each -> each.token().equals("gardening"))
                .mapToDouble(Telling::spam)
                .findFirst()
                .orElseThrow();
    }

    /** Pairs have no counts of his: that is no sign that his spam has none of them. */
    @Test
    void whatHeReportsSaysNothingOfPairsThatAllMailHas() {
        for (int i = 0; i < 20; i++) {
            model.learn(
                    Lessons.sample(Mails.data("From: x@rare.example\r\nMessage-ID: <" + i + "@rare.example>\r\n"
                            + "Subject: zebra\r\n\r\nzebra zoo " + i + "\r\n")),
                    true,
                    ANNA);
        }
        Sample usual = Lessons.sample(Lessons.ham(500));
        List<Telling> pairs = model.telling(usual, Addressee.NOBODY, 1000).stream()
                .filter(each -> each.token().contains(" "))
                .toList();

        assertThat(pairs).isNotEmpty();
        assertThat(model.telling(usual, ANNA, 1000)).containsAll(pairs);
    }

    /** A table in which each place is taken says nothing of a word that nobody has seen. */
    @Test
    void aTableThatIsTooFullSaysNothing() {
        for (int i = 0; i < 30; i++) {
            model.learn(BadInputTest.flooded(3000 + i, 3000), true, ANNA);
        }

        Sample ham = Lessons.sample(Lessons.ham(500));
        assertThat(model.judge(ham, ANNA).bayes()).isLessThan(0.05);
        assertThat(model.telling(BadInputTest.flooded(9000, 3000), ANNA, 10_000).stream()
                        .filter(each -> each.spam() > 0.5))
                .hasSizeLessThan(600);
    }

    @Test
    void fewLessonsWeighNoMore() {
        teachLetters(model, ANNA, 1000, 1009);

        assertThat(model.judge(letter(2000), ANNA)).isEqualTo(model.judge(letter(2000)));
    }

    @Test
    void whatIsTakenBackIsGoneToTheLastBit() throws IOException {
        teachLetters(model, ANNA, 1000, 1020);
        Opinion before = model.judge(letter(2000), ANNA);
        var personal = Lessons.model();
        personal.read(new DataInputStream(new ByteArrayInputStream(octets(model))));

        assertThat(model.learn(letter(3000), true, ANNA)).isEqualTo(Change.LEARNED);
        assertThat(model.judge(letter(2000), ANNA)).isNotEqualTo(before);
        assertThat(model.unlearn(letter(3000))).isEqualTo(Unlearning.TAKEN_BACK);

        assertThat(model.judge(letter(2000), ANNA).bayes()).isEqualTo(before.bayes());
        assertThat(personal.judge(letter(2000), ANNA)).as("as it was written").isEqualTo(before);
    }

    @Test
    void aRelabelledMessageMovesToWhoSaidSo() {
        teachLetters(model, ANNA, 1000, 1012);
        teachLetters(model, BEN, 1100, 1112);
        double before = model.judge(letter(2000), BEN).bayes();

        assertThat(model.learn(letter(1000), true, BEN)).isEqualTo(Change.RELABELLED);

        assertThat(model.judge(letter(2000), BEN).bayes()).isGreaterThan(before);
    }

    @Test
    void whoHasNotTaughtForLongestMakesRoom() {
        var personal = new Personal(1 << 10, 2);
        int[] features = {1, 2, 3};
        personal.add("a", features, true, 1, 1);
        personal.add("b", features, true, 1, 2);
        personal.add("a", features, true, 1, 3);
        personal.add("c", features, true, 1, 4);

        assertThat(personal.known()).containsExactly("a", "c");
        personal.add("b", features, false, 1, 5);
        personal.add("b", features, true, -1, 2);
        assertThat(personal.extra("b", 1, 1).spam(1))
                .as("a lesson that it has forgotten")
                .isZero();
        assertThat(personal.extra("b", 1, 1).ham(1)).isEqualTo(1);
    }

    @Test
    void aSmallTableTellsFewOthersApartWrongly() {
        var personal = new Personal(1 << 15, 1);
        personal.add("a", IntStream.range(0, 2000).map(i -> 2 * i).toArray(), true, 1, 1);
        Extra extra = personal.extra("a", 1, 1);

        assertThat(IntStream.range(0, 2000).filter(i -> extra.spam(2 * i) == 1)).hasSizeGreaterThan(1850);
        assertThat(IntStream.range(100_000, 110_000).filter(i -> extra.spam(2 * i) > 0))
                .hasSizeLessThan(1000);
    }

    @Test
    void withoutUsersThereIsNothingOfThem() {
        var none = new Model(new Model.Options(1, 1, 1000, 2, 1, 0, 0, 1, 3, 2));
        Lessons.teach(none, 10);
        teachLetters(none, ANNA, 1000, 1012);

        assertThat(none.judge(letter(2000), ANNA)).isEqualTo(none.judge(letter(2000)));
    }

    @Test
    void severalRecipientsHaveTheirDomainInCommonAtMost() {
        assertThat(Addressee.of(List.of("Anna@Example.org"))).isEqualTo(ANNA);
        assertThat(Addressee.of(List.of("anna@example.org", "ben@example.org")))
                .isEqualTo(new Addressee("", "example.org"));
        assertThat(Addressee.of(List.of("anna@example.org", "anna@example.net")))
                .isEqualTo(Addressee.NOBODY);
        assertThat(Addressee.of(List.of("anna@example.org", "anna@example.org")))
                .isEqualTo(ANNA);
        assertThat(Addressee.of(List.of())).isEqualTo(Addressee.NOBODY);
        assertThat(Addressee.of("Postmaster")).isEqualTo(Addressee.NOBODY);
        assertThat(Addressee.of("anna@BÜCHER.example.")).isEqualTo(Addressee.of("anna@xn--bcher-kva.example"));
        assertThat(Addressee.of("a".repeat(400) + "@example.org")).isEqualTo(Addressee.NOBODY);
    }

    @Test
    void aLoginWithoutDomainIsOfTheOnlyOne() {
        var only = new DomainName("example.org");

        assertThat(Addressee.ofLogin("Anna", only)).isEqualTo(ANNA);
        assertThat(Addressee.ofLogin("anna@example.net", only)).isEqualTo(ELSEWHERE);
        assertThat(Addressee.ofLogin("anna", null)).isEqualTo(Addressee.NOBODY);
        assertThat(Addressee.ofLogin("", only)).isEqualTo(Addressee.NOBODY);
        assertThat(Addressee.ofLogin("@example.org", only)).isEqualTo(Addressee.NOBODY);
        assertThat(Addressee.ofLogin("anna@", only)).isEqualTo(Addressee.NOBODY);
    }
}
