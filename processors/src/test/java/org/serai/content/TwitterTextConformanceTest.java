package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.Shared;
import org.serai.identity.PublicSuffixes;

/** What is a link in a text, by the tests of twitter-text; without those about marks of direction, which texts lose before. */
class TwitterTextConformanceTest {

    /**
     * Knowingly different: behind a scheme, mail programs make a link of any name, and browsers and the DNS have names of one
     * label, with hyphens and underscores at their ends.
     */
    private static final List<String> ANY_NAME = List.of(
            "http://no-tld",
            "http://tld-too-short.x",
            "http://domain.com-that-you-should-have-put-a-space-after",
            "http://domain-dash_2314352345_dfasd.foo-cow_4352.com",
            "http://-leadingdash.twitter.com",
            "http://leadingdash.-twitter.com",
            "http://trailingdash-.twitter.com",
            "http://trailingdash.twitter-.com",
            "http://_leadingunderscore.twitter.com",
            "http://leadingunderscore._twitter.com",
            "http://trailingunderscore_.twitter.com",
            "http://trailingunderscore.twitter_.com",
            "http://-twitter.com",
            "http://twitter-.com",
            "http://twitter_underscore.com",
            "http://twitter.c_o_m");

    /** Knowingly different: Twitter's own signs in front of a URL, and the form of its own short links. */
    private static final List<String> TWITTER = List.of("#http://test.com", "$http://twitter.com", "http://t.co/");

    private final TextUrls urls = new TextUrls(PublicSuffixes.bundled());
    private final List<String> failed = new ArrayList<>();

    @Test
    void findsTheLinksOfATweet() throws IOException {
        JsonNode tests = new ObjectMapper()
                .readTree(Shared.suite("url/twitter-text/extract.json").toFile())
                .path("tests");
        int all = 0;
        int different = 0;
        for (String group : List.of("urls", "urls_with_indices")) {
            for (JsonNode each : tests.path(group)) {
                String text = each.path("text").asText();
                var expected = new ArrayList<String>();
                each.path("expected")
                        .forEach(url -> expected.add(
                                url.isTextual() ? url.asText() : url.path("url").asText()));
                boolean passes = found(text).equals(expected);
                all++;
                if (!passes && isDifferent(text)) {
                    different++;
                } else if (!passes) {
                    failed.add(text + ": " + expected + ", but " + found(text));
                }
            }
        }
        System.out.printf(
                "twitter-text urls: %d/%d, knowingly different %d%n", all - different - failed.size(), all, different);
        assertThat(failed).isEmpty();
        assertThat(all).isEqualTo(101);
        assertThat(different).isEqualTo(22);
    }

    private static boolean isDifferent(String text) {
        return ANY_NAME.stream().anyMatch(text::endsWith) || TWITTER.stream().anyMatch(text::contains);
    }

    /** As a message has them. */
    private List<String> found(String tweet) {
        var plain = new PlainText(tweet.length());
        plain.append(tweet, 0, tweet.length());
        String text = plain.toString();
        return urls.in(text).stream()
                .filter(each -> each.kind() != TextUrls.Kind.ADDRESS)
                .map(each -> text.substring(each.from(), each.to()))
                .filter(TwitterTextConformanceTest::leadsToAHost)
                .toList();
    }

    private static boolean leadsToAHost(String found) {
        Url url = Url.parse(Url.schemeEnd(found) < 0 ? "http://" + found : found, null);
        return url != null && url.host().domain() != null;
    }
}
