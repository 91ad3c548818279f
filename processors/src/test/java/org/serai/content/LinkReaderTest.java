package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.mail.DomainName;

class LinkReaderTest {

    private static Links html(String html) {
        return Texts.LINKS.of(Mails.data("Content-Type: text/html; charset=utf-8\r\n\r\n" + html));
    }

    private static Links plain(String text) {
        return Texts.LINKS.of(Mails.data("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://bank.example@evil.example/x | evil.example",
                "http://bank.example%40evil.example/ | ",
                "http:\\\\evil.example\\x | evil.example",
                "\\\\evil.example/x | ",
                "https:evil.example | evil.example",
                "http://%65vil.example | evil.example",
                "http://evil。example | evil.example",
                "http://EVIL.example.:8080/ | evil.example.",
                "http://bücher.example | xn--bcher-kva.example",
                "http://раураӏ.com | xn--80aa0cbo65f.com",
                "http://3232235777/ | 192.168.1.1",
                "http://0xC0.0250.257/ | 192.168.1.1",
                "http://192.168.1.1:99999/ | ",
                "http://[2001:db8::1]:80/ | [2001:db8:0:0:0:0:0:1]",
                "ftp://evil.example | evil.example",
                "www.example.com/x | www.example.com",
                "page.html#top | ",
                "http://ev&NoBreak;i&ic;l&shy;.example | evil.example",
                "http:&sol;&sol;&ee;vi&ell;&period;example | evil.example",
                "http&#0000000000058;//evil&#x000000000002e;example | evil.example",
                "http://&fjlig;ord.example | fjord.example",
                "http://evil.example?a=1&notit=2&ampx | evil.example",
                "javascript:alert(1) | ",
                "cid:1@example.com | ",
                "http:// | "
            })
    void aLinkLeadsWhereABrowserGoes(String href, String host) {
        assertThat(html("<a href=\"" + href + "\">x</a>").links())
                .extracting(link -> link.url().host().text())
                .isEqualTo(host == null ? List.of() : List.of(host));
    }

    @Test
    void theBaseIsNotReadAgainForEachLink() {
        String base = "<base href='http://" + "u".repeat(8000) + "@evil.example/'>";

        // What takes too long by itself does so each time.
        await().untilAsserted(() -> assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(html(base + "<a href=x>".repeat(90_000)).links())
                    .singleElement()
                    .satisfies(link -> assertThat(link.url().user()).hasSize(Url.MAX_USER));
        }));
    }

    @Test
    void tabsAndNewlinesInALinkAreNothing() {
        assertThat(html("<a href='&#1; ht\ttp://ev\r\nil.example '>x</a>").urls())
                .containsExactly("http://evil.example");
    }

    @Test
    void relativeReferencesHaveTheBaseOfTheDocument() {
        assertThat(html("<base href=http://evil.example/a/><a href=b>x</a><img src=//img.example/c>")
                        .urls())
                .containsExactly("http://evil.example/b", "http://img.example/c");
    }

    @Test
    void textsAreSearchedButNotTwiceInLinks() {
        Links links = html("<a href=http://evil.example/>http://bank.example</a> or www.shop.com, mail a@mail.com."
                + "<script>location='https://script.example/'</script>");

        assertThat(links.links())
                .extracting(Link::kind, link -> link.url().toString(), Link::shown)
                .containsExactly(
                        tuple(Link.Kind.LINK, "http://evil.example/", "http://bank.example"),
                        tuple(Link.Kind.TEXT, "http://www.shop.com", ""),
                        tuple(Link.Kind.RESOURCE, "https://script.example/", ""));
        assertThat(links.mailDomains()).containsExactly(new DomainName("mail.com"));
    }

    @Test
    void subjectIsAText() {
        assertThat(Texts.LINKS
                        .of(Mails.data("Subject: =?utf-8?q?see_http=3A//evil.example?=\r\n\r\n"))
                        .urls())
                .containsExactly("http://evil.example");
    }

    @Test
    void mailtoNamesADomain() {
        assertThat(html("<a href='mailto:Anna%40Example.com?subject=x'>x</a>").mailDomains())
                .containsExactly(new DomainName("example.com"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://www.google.com/url?sa=t&q=http://evil.example/x&usg=1 | http://evil.example/x",
                "https://www.google.co.uk/url?url=https%3A%2F%2Fevil.example%2F | https://evil.example/",
                "https://www.google.com/url?q=evil.example/x | http://evil.example/x",
                "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9ldmlsLmV4YW1wbGUv&ntb=1 | https://evil.example/",
                "https://l.facebook.com/l.php?u=https%3A%2F%2Fevil.example%2F&h=x | https://evil.example/",
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Fa&data=05 | https://evil.example/a",
                "https://urldefense.proofpoint.com/v2/url?u=http-3A__evil.example_a-2520b&d=1 | http://evil.example/a%20b",
                "https://urldefense.com/v3/__https://evil.example/?a=*__;Iw!!x$ | https://evil.example/?a=#",
                "https://urldefense.com/v3/__https:/evil.example/__;!!x$ | https://evil.example/",
                "https://evil--site-example.translate.goog/x | https://evil-site.example/x",
                "https://secure-web.cisco.com/1abc/https%3A%2F%2Fevil.example%2Fa | https://evil.example/a",
                "https://r.search.yahoo.com/_ylt=x/RU=http%3a%2f%2fevil.example%2f/RK=2/RS=x | http://evil.example/"
            })
    void redirectorsAreFollowedAsFarAsTheyCanBeRead(String url, String target) {
        Link link = plain("see " + url).links().get(0);

        assertThat(link.redirector()).isTrue();
        assertThat(link.target()).hasToString(target);
    }

    @Test
    void redirectorsMayStandInEachOther() {
        String inner = "https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fevil.example%252F";

        Link link = plain("https://www.google.com/url?q=" + inner).links().get(0);

        assertThat(link.target()).hasToString("https://evil.example/");
        assertThat(link.within()).hasSize(2);
    }

    @Test
    void aUrlInAnyOtherUrlIsFoundAsWell() {
        Link link = plain("https://open.example/go?to=https%3a%2f%2fevil.example%2f")
                .links()
                .get(0);

        assertThat(link.within()).extracting(Url::toString).containsExactly("https://evil.example/");
        assertThat(link.redirector()).isFalse();
        assertThat(link.target()).hasToString("https://open.example/go?to=https%3a%2f%2fevil.example%2f");
    }

    @Test
    void theNumberOfLinksIsLimited() {
        var text = new StringBuilder("\r\n");
        for (int i = 0; i < 20; i++) {
            text.append("http://a.example/").append(i).append("\r\n");
        }

        Links links = Texts.links(new LinkReader.Limits(10)).of(Mails.data(text.toString()));

        assertThat(links.links()).hasSize(10);
        assertThat(links.more()).isTrue();
    }

    @Test
    void manyLinksToOnePlaceDoNotHideOneToAnother() {
        var text = new StringBuilder("\r\n");
        for (int i = 0; i < 20; i++) {
            text.append("http://www.google.com/url?q=http://a.example/")
                    .append(i)
                    .append("\r\n");
        }
        text.append("http://www.google.com/url?q=http://bad.example/ http://worse.example\r\n");

        Links links = Texts.links(new LinkReader.Limits(10)).of(Mails.data(text.toString()));

        assertThat(links.links())
                .hasSize(12)
                .extracting(link -> link.target().toString())
                .endsWith("http://bad.example/", "http://worse.example");
        assertThat(links.more()).isTrue();
    }

    @Test
    void furtherPlacesAreLimitedToo() {
        var text = new StringBuilder("\r\n");
        for (int i = 0; i < 50; i++) {
            text.append("http://a").append(i).append(".example\r\n");
        }

        Links links = Texts.links(new LinkReader.Limits(10)).of(Mails.data(text.toString()));

        assertThat(links.links()).hasSize(20);
        assertThat(links.more()).isTrue();
    }

    @Test
    void shownTextMayNameAHost() {
        assertThat(Texts.LINKS.shown("Log in at www.Bank.com!"))
                .hasToString("[Shown[url=http://www.bank.com, scheme=false, alone=false]]");
        assertThat(Texts.LINKS.shown("https://bank.com/x"))
                .hasToString("[Shown[url=https://bank.com/x, scheme=true, alone=true]]");
        assertThat(Texts.LINKS.shown("www.bank.com or www.shop.com, or www.bank.com"))
                .extracting(each -> each.url().toString())
                .containsExactly("http://www.bank.com", "http://www.shop.com");
        assertThat(Texts.LINKS.shown("Click here. Now")).isEmpty();
        assertThat(Texts.LINKS.shown("anna@bank.com")).isEmpty();
    }
}
