package org.serai.filter.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.mail.BytesContent;
import org.serai.mime.Messages;
import org.serai.mime.MimeView;

class BodyTextTest {

    @ParameterizedTest
    @CsvSource({"utf-8", "iso-8859-1", "windows-1252", "UTF-16LE", "no-such-charset", "''"})
    void decodesCharsets(String charset) throws IOException {
        Charset actual =
                charset.startsWith("no") || charset.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(charset);
        String body = Base64.getEncoder().encodeToString("Grüße".getBytes(actual));

        assertThat(text("Content-Type: text/plain; charset=\"" + charset
                        + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body))
                .isEqualTo("Grüße");
    }

    @Test
    void octetsThatAreNotOfTheirCharsetAreGuessed() throws IOException {
        assertThat(text("Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe"))
                .isEqualTo("Grüße");
    }

    @Test
    void whiteSpaceIsOneSpaceAndTheInvisibleIsLeftOut() throws IOException {
        assertThat(text("\r\n a\t \r\n\r\nb\u00a0\u2003c\u200bd\u00ade\u202ef\u0000g "))
                .isEqualTo("a b cdef g ");
    }

    @Test
    void everyTextPartIsRead() throws IOException {
        String message = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nfirst\r\n--x\r\n"
                + "Content-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<b>second</b>\r\n--x\r\n"
                + "Content-Type: image/png\r\n\r\nthird\r\n--x--\r\n";

        assertThat(BodyText.of(view(message), 1000))
                .isEqualTo(List.of(new BodyText("1.1", "first"), new BodyText("1.2", "second")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "one<br>two<p>three</p>four<td>five | one two three four five",
                "v<b>i</b>a<x y=z>g<!-- c > -->ra | viagra",
                "a<style>b<i></style>c<SCRIPT>d</SCRIPT >e | ace",
                "a<img alt=\"b > c\">d | a d",
                "a<i b\"c>d | ad",
                "1 < 2 && 3 <> 4 | 1 < 2 && 3 <> 4",
                "&lt;b&gt;&amp;&#65;&#x42;&#67&unknown;&#xFFFFFFFF;&#xd800;&# | <b>&ABC&unknown;&#xFFFFFFFF;&#xd800;&#",
                "&#128512;&nbsp;&NBSP;x | 😀 x",
                "a<!-- b | a",
                "a<script>b | a",
                "a<b c='d | a",
                "a< | a<",
                "<html><head><title>t</title></head><body>b | t b"
            })
    void htmlIsTextWithoutWhatIsNotShown(String html, String text) throws IOException {
        assertThat(text("Content-Type: text/html; charset=utf-8\r\n\r\n" + html).strip())
                .isEqualTo(text);
    }

    private static String text(String message) throws IOException {
        List<BodyText> texts = BodyText.of(view(message), 1000);
        assertThat(texts).hasSize(1);
        return texts.get(0).text();
    }

    private static MimeView view(String message) {
        return Messages.view(new BytesContent(message.getBytes(StandardCharsets.UTF_8)));
    }
}
