package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.serai.Mails;

class MarkupTest {

    private static final String HTML =
            "<table width=\"600\"><tr><td align=center><a href=\"http://www.example.net/a1/b2\">"
                    + "<b>Hello</b></a></td></tr></table>";

    private static int[] markup(String type, String body) {
        return Lessons.sample(Mails.data("Content-Type: " + type + "\r\n\r\n" + body + "\r\n"))
                .kinds()
                .markup();
    }

    private static int[] html(String body) {
        return markup("text/html", body);
    }

    @Test
    void otherWordsAndCodesHaveTheSame() {
        String other = HTML.replace("Hello", "Guten Tag").replace("a1/b2", "c3/d4");

        assertThat(html(HTML)).isNotEmpty();
        assertThat(html(other)).isEqualTo(html(HTML));
    }

    @Test
    void valuesAndOrderCount() {
        assertThat(html(HTML.replace("600", "580"))).isNotEqualTo(html(HTML));
        assertThat(html(HTML.replace("<b>Hello</b>", "<i>Hello</i>"))).isNotEqualTo(html(HTML));
        assertThat(html(HTML.replace("<td align=center>", "<td bgcolor=red align=center>")))
                .isNotEqualTo(html(HTML));
    }

    @Test
    void plainTextHasNone() {
        assertThat(markup("text/plain", HTML)).isEmpty();
        assertThat(html("no tags")).isEmpty();
    }

    @Test
    void ofVeryManyTheRestIsNotLookedAt() {
        var many = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            many.append("<p id=").append(i % 9999).append("><br>\r\n");
        }

        assertThat(html(many.toString())).hasSizeBetween(1000, 3000);
    }

    @Test
    void aTagWithoutEndIsReadAsFarAsItMatters() {
        assertThat(html("<a " + "x1 y2 z3 ".repeat(1000))).hasSizeLessThan(10);
        assertThat(html("<" + "a".repeat(100_000))).hasSizeLessThan(10);
    }
}
