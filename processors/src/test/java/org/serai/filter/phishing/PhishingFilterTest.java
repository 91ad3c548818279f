package org.serai.filter.phishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.ConfigException;
import org.serai.content.Texts;
import org.serai.filter.DomainSet;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.filter.LocalDomains;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

class PhishingFilterTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();
    private static final String NEWSLETTER = "From: news@shop.com\r\nContent-Type: text/html\r\n\r\n"
            + "<a href='https://clicks.counter.com/7'>www.shop.com</a>";

    @TempDir
    Path directory;

    static List<FilterCase> cases() {
        return FilterCases.of("phishing");
    }

    private PhishingFilter filter() {
        return filter(FilterCases.localDomains());
    }

    private PhishingFilter filter(LocalDomains local) {
        return new PhishingFilter(
                Messages.READER,
                Texts.LINKS,
                SUFFIXES,
                local,
                ProtectedNames.load(directory),
                DomainSet.load(directory.resolve("free-mailers.txt")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        each.writeLists(directory);

        assertThat(FilterCase.symbols(filter().check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void whatIsNotLookedAtIsTold() {
        var text = new StringBuilder("From: a@sender.com\r\n\r\n");
        for (int i = 0; i < 1000; i++) {
            text.append("http://a.com/").append(i).append("\r\n");
        }

        assertThat(filter().check(Mails.data(text.toString()))).isEmpty();
        assertThat(filter().check(Mails.data(text + "http://a.com/more\r\n")))
                .extracting(Finding::symbol)
                .containsExactly("PHISHING_UNCHECKED");
    }

    @Test
    void textThatNobodyHasReadIsTold() {
        String text = "From: a@sender.com\r\n\r\n" + "word ".repeat(1 << 16);

        assertThat(filter().check(Mails.data(text))).singleElement().satisfies(each -> {
            assertThat(each.symbol()).isEqualTo("PHISHING_UNCHECKED");
            assertThat(each.evidence()).containsEntry("textCut", true).containsEntry("moreLinks", false);
        });
    }

    @Test
    void manyHostsDoNotHideOneThatLooksLikeOurs() {
        var text = new StringBuilder("From: a@sender.com\r\n\r\n");
        for (int i = 0; i < 900; i++) {
            text.append("http://good").append(i).append(".com\r\n");
        }

        assertThat(filter().check(Mails.data(text + "http://examp1e.org\r\n")))
                .extracting(Finding::symbol)
                .containsExactly("PHISHING_LOOKALIKE_LINK");
    }

    @Test
    void withManyDomainsOfOursFewerHostsAreCompared() {
        var own = IntStream.range(0, 1000).mapToObj(i -> "own" + i + ".org").toList();
        var filter = filter(new LocalDomains(new LocalDomains.Options(own), "mx.own1.org", DomainSet.EMPTY));
        String hosts = IntStream.range(0, 100)
                .mapToObj(i -> "http://good" + i + ".com\r\n")
                .collect(Collectors.joining());

        assertThat(filter.check(Mails.data("From: a@sender.com\r\n\r\n" + hosts)))
                .isEmpty();
        assertThat(filter.check(Mails.data("From: a@sender.com\r\n\r\n" + hosts + "http://good.com")))
                .extracting(Finding::symbol)
                .containsExactly("PHISHING_UNCHECKED");
    }

    @Test
    void whoHasProvedWhoHeIsMayCountClicks() {
        Mail forged = Mails.data(NEWSLETTER);
        Mail proved = Mails.data(NEWSLETTER);
        proved.ask(
                new DmarcResult.Question(),
                () -> CompletableFuture.completedFuture(new DmarcResult(
                        DmarcResult.Result.PASS,
                        "shop.com",
                        "shop.com",
                        "shop.com",
                        DmarcResult.Policy.REJECT,
                        true,
                        true,
                        "")));

        assertThat(filter().check(forged)).extracting(Finding::symbol).containsExactly("PHISHING_LINK");
        assertThat(filter().check(proved)).extracting(Finding::symbol).containsExactly("PHISHING_LINK_MAYBE");
    }

    @Test
    void theEvidenceShowsLinksUpToFive() {
        String link = "<a href=https://bad.com/%d>www.bank.com/%d</a>";
        var html = new StringBuilder("Content-Type: text/html\r\n\r\n");
        for (int i = 0; i < 7; i++) {
            html.append(link.formatted(i, i));
        }

        Finding finding = filter().check(Mails.data(html.toString())).get(0);

        assertThat(finding.evidence()).containsEntry("count", 7);
        assertThat((List<?>) finding.evidence().get("links"))
                .hasSize(5)
                .first()
                .isEqualTo("www.bank.com/0 leads to https://bad.com/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bob", "...", "= x.com", "My Bank = no domain!"})
    void wrongNamesAreRefused(String line) throws IOException {
        Files.writeString(directory.resolve("protected-names.txt"), "# names\n" + line + "\n");

        assertThatThrownBy(() -> ProtectedNames.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("protected-names.txt:2: ");
    }

    @Test
    void theShippedListsAreRead() {
        Path shipped = Path.of("..", "config", "lists");

        assertThat(ProtectedNames.load(shipped)
                        .used("PayPal Support", List.of(domain("bad.com")), FilterCases.localDomains()))
                .isEqualTo("PayPal");
        assertThat(DomainSet.load(shipped.resolve("free-mailers.txt")).match(domain("gmail.com")))
                .isNotNull();
    }

    private static DomainName domain(String name) {
        return new DomainName(name);
    }
}
