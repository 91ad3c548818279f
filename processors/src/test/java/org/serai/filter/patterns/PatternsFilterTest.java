package org.serai.filter.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.content.Texts;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.mime.Messages;

class PatternsFilterTest {

    private static final Path SHIPPED = Path.of("..", "config", "lists");
    private static final Deadline LATER = Deadline.in(Duration.ofMinutes(10));
    private static final org.serai.mail.Path ANNA =
            new org.serai.mail.Path("anna@example.org", "anna", "example.org", false);
    private static final org.serai.mail.Path BEN =
            new org.serai.mail.Path("ben@example.org", "ben", "example.org", false);

    private final PatternsFilter.Options defaults = Binder.defaults(PatternsFilter.Options.class);
    private final Path directory;

    PatternsFilterTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static List<FilterCase> cases() {
        return FilterCases.of("patterns");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        each.writeLists(directory);
        Path lists = each.lists().isEmpty() ? SHIPPED : directory;

        List<Finding> findings = new PatternsFilter(defaults, Messages.READER, Texts.READER, PatternLists.load(lists))
                .check(each.mail());

        assertThat(FilterCase.symbols(findings)).isEqualTo(each.expected());
    }

    @Test
    void theEvidenceNamesRulesPlacesAndPoints() throws Exception {
        write("one", "cap 9", "hello 1.5 header:subject /h.llo/", "offer 2 body /special offer/i");

        List<Finding> findings = filter().check(data("Subject: oh, hello\r\n\r\nA Special  Offer\r\n"));

        assertThat(findings).hasSize(2);
        assertThat(findings.get(0).evidence())
                .containsEntry("rules", List.of("one/hello 1.5 in Subject at 4: hello"))
                .containsEntry("points.one", 1.5);
        assertThat(findings.get(1).evidence())
                .containsEntry("rules", List.of("one/offer 2.0 in part 1 at 2: Special Offer"));
        assertThat(findings.get(1).score()).isEqualTo(2);
        assertThat(findings.get(1).reason()).doesNotContain("offer").doesNotContain("one");
    }

    @Test
    void ofManyHitsSomeAreNamedAndTheOthersCounted() throws Exception {
        write(
                "one",
                IntStream.range(-1, 30)
                        .mapToObj(i -> i < 0 ? "cap 1" : "rule" + i + " 1 body /text" + "x".repeat(i) + "/")
                        .toArray(String[]::new));

        Finding finding = filter().check(data("\r\ntext" + "x".repeat(30))).get(0);

        assertThat((List<?>) finding.evidence().get("rules")).hasSize(20);
        assertThat(finding.evidence()).containsEntry("more", 10);
        assertThat(finding.score()).isEqualTo(1);
    }

    @Test
    void theEvidenceIsShortAndWellFormed() throws Exception {
        write("one", "cap 1", "long 1 body /a.*/");

        Finding finding = filter().check(data("\r\na" + "😀".repeat(100))).get(0);

        assertThat(finding.evidence())
                .containsEntry("rules", List.of("one/long 1.0 in part 1 at 0: a" + "😀".repeat(29) + "?"));
    }

    @Test
    void eachListIsCappedOverAllPlaces() throws Exception {
        write("one", "cap 3", "hello 2 header:subject /hello/", "offer 2 body /offer/", "more 2 body /more/");
        write("two", "cap 1", "offer 0.7 body /offer/", "more 0.6 body /more/");
        write("less", "cap 1", "hello -2 header:subject /hello/");

        List<Finding> findings = filter().check(data("Subject: hello\r\n\r\noffer more"));

        assertThat(findings).extracting(Finding::score).containsExactly(1.0, 2.0);
        assertThat(findings.get(0).evidence()).containsEntry("points.one", 2.0).containsEntry("points.less", -1.0);
        assertThat(findings.get(1).evidence()).containsEntry("points.one", 1.0).containsEntry("points.two", 1.0);
    }

    @Test
    void whatAListAddedInEarlierPhasesCountsTowardsItsCap() throws Exception {
        write(
                "one",
                "cap 3",
                "host 1 helo /host/",
                "ben 1 rcpt-to /ben/",
                "anna 0.5 rcpt-to /anna/",
                "text 5 body /text/");
        PatternsFilter filter = filter();

        Mail greeted = mail().at(Phase.HELO, mail().envelope().greeted("host", true), LATER);
        greeted = judged(greeted, filter);
        var from = greeted.envelope().from(org.serai.mail.Path.NULL, MailParameters.NONE);
        Mail asked = judged(greeted.at(Phase.RCPT_TO, from.asking(ANNA), LATER), filter);
        asked = judged(asked.at(Phase.RCPT_TO, from.asking(BEN), LATER), filter);

        assertThat(asked.findings()).extracting(Finding::score).containsExactly(1.0, 0.5, 1.0);
        Mail data = asked.received(content("\r\ntext"), from, LATER);
        assertThat(filter.check(data)).extracting(Finding::score).containsExactly(1.0);
    }

    @Test
    void inMonitorModeTheCapHoldsAsWell() throws Exception {
        write("one", "cap 3", "host 2 helo /host/", "text 2 body /text/");
        PatternsFilter filter = filter();

        Mail greeted = mail().at(Phase.HELO, mail().envelope().greeted("host", true), LATER);
        greeted = greeted.with(filter.check(greeted).stream()
                .map(finding -> finding.judged("patterns", Mode.MONITOR, Weight.NONE, "", 1))
                .toList());

        assertThat(filter.check(greeted.received(content("\r\ntext"), greeted.envelope(), LATER)))
                .extracting(Finding::score)
                .containsExactly(1.0);
    }

    @Test
    void moreThanItsLimitOfTextIsNotSearched() throws Exception {
        write("one", "cap 3", "end 2 body /end/");
        String text = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n%s\r\n--x\r\n\r\nend\r\n--x--\r\n";

        var filter = new PatternsFilter(
                new PatternsFilter.Options(new Size(100), new Size(100)),
                Messages.READER,
                Texts.READER,
                PatternLists.load(directory));

        assertThat(filter.check(data(text.formatted("a".repeat(97))))).hasSize(1);
        assertThat(filter.check(data(text.formatted("a".repeat(98))))).isEmpty();
    }

    @Test
    void moreThanItsLimitOfAFieldIsNotSearched() throws Exception {
        write("one", "cap 3", "end 2 header:subject /end/");

        assertThat(filter().check(data("Subject: " + "a".repeat(4093) + "end\r\n\r\n")))
                .hasSize(1);
        assertThat(filter().check(data("Subject: " + "a".repeat(4094) + "end\r\n\r\n")))
                .isEmpty();
    }

    @Test
    void afterTheDeadlineNoPatternIsTried() throws Exception {
        write("one", "cap 3", "end 2 body /end/");
        Mail late = mail().received(content("\r\nend"), mail().envelope(), new Deadline(System.nanoTime()));

        PatternsFilter filter = filter();

        assertThatThrownBy(() -> filter.check(late)).isInstanceOf(TimeoutException.class);
    }

    private PatternsFilter filter() {
        return new PatternsFilter(defaults, Messages.READER, Texts.READER, PatternLists.load(directory));
    }

    private void write(String list, String... lines) throws IOException {
        Files.writeString(directory.resolve("patterns-" + list + ".txt"), String.join("\n", lines) + "\n");
    }

    private static Mail judged(Mail mail, PatternsFilter filter) throws Exception {
        var recipient = mail.envelope().recipient();
        String about = recipient == null ? "" : recipient.address();
        return mail.with(filter.check(mail).stream()
                .map(finding -> finding.judged("patterns", Mode.SCORE, Weight.NONE, about, 1))
                .toList());
    }

    private static Mail data(String message) {
        return mail().received(content(message), mail().envelope(), LATER);
    }

    private static BytesContent content(String message) {
        return new BytesContent(message.getBytes(StandardCharsets.UTF_8));
    }

    private static Mail mail() {
        Client client = Client.of(new InetSocketAddress("192.0.2.1", 25000), false);
        return Mail.connected("0000000000000000", Instant.EPOCH, client, LATER);
    }
}
