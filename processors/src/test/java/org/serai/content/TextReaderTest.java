package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.mail.Mail;

class TextReaderTest {

    @ParameterizedTest
    @CsvSource({"utf-8", "iso-8859-1", "windows-1252", "UTF-16LE", "no-such-charset", "''"})
    void decodesCharsets(String charset) {
        Charset actual =
                charset.startsWith("no") || charset.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(charset);
        String body = Base64.getEncoder().encodeToString("Grüße".getBytes(actual));

        assertThat(text("Content-Type: text/plain; charset=\"" + charset
                        + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body))
                .isEqualTo("Grüße");
    }

    @Test
    void octetsThatAreNotOfTheirCharsetAreGuessed() {
        assertThat(text("Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe"))
                .isEqualTo("Grüße");
    }

    @Test
    void whiteSpaceIsOneSpaceAndTheInvisibleIsLeftOut() {
        assertThat(text("\r\n a\t \r\n\r\nb\u00a0\u2003c\u200bd\u00ade\u202ef\u0000g "))
                .isEqualTo("a b cdef g ");
    }

    @Test
    void everyTextPartIsRead() {
        String message = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nfirst\r\n--x\r\n"
                + "Content-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<b>second</b>\r\n--x\r\n"
                + "Content-Type: image/png\r\n\r\nthird\r\n--x--\r\n";

        assertThat(Texts.READER.of(Mails.data(message)))
                .extracting(TextPart::part, TextPart::text)
                .containsExactly(tuple("1.1", "first"), tuple("1.2", "second"));
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
                "&lt;b&gt;&amp;&#65;&#x42;&#67&unknown;&#xFFFFFFFF;&#xd800;&# | <b>&ABC&unknown;��&#",
                "&#128512;&nbsp;&NBSP;x&notit; &copyx &#000000000065;&#150; | 😀 &NBSP;x¬it; ©x A–",
                "a<!-- b | a",
                "a<script>b | a",
                "a<b c='d | a",
                "a< | a<",
                "<html><head><title>t</title></head><body>b | t b"
            })
    void htmlIsTextWithoutWhatIsNotShown(String html, String text) {
        assertThat(text("Content-Type: text/html; charset=utf-8\r\n\r\n" + html).strip())
                .isEqualTo(text);
    }

    @Test
    void aFileThatABrowserOpensIsHtml() {
        String message = "Content-Type: application/octet-stream; name=Invoice.HTML\r\n\r\n<b>pay</b>";

        assertThat(text(message)).isEqualTo("pay");
    }

    @Test
    void whatLiesBeyondTheLimitIsNotRead() {
        assertThat(Binder.defaults(TextReader.Limits.class).maxSize()).isEqualTo(new Size(256 << 10));
        TextReader reader = Texts.reader(new TextReader.Limits(new Size(100)));

        assertThat(reader.of(Mails.data("\r\n" + "a".repeat(200))))
                .extracting(TextPart::text)
                .containsExactly("a".repeat(100));
    }

    @Test
    void aPartBehindALargeOneIsReadAllTheSame() {
        TextReader reader = Texts.reader(new TextReader.Limits(new Size(100)));
        Mail mail = Mails.data("Content-Type: multipart/mixed; boundary=x\r\n\r\n"
                + "--x\r\n\r\n" + "a".repeat(200) + "\r\n--x\r\n\r\nshort\r\n--x\r\n\r\n" + "b".repeat(200)
                + "\r\n--x--\r\n");

        assertThat(reader.of(mail)).extracting(TextPart::text).containsExactly("a".repeat(47), "short", "b".repeat(48));
        assertThat(reader.cut(mail)).isTrue();
    }

    @Test
    void whatIsReadToItsLastOctetIsNotCut() {
        TextReader reader = Texts.reader(new TextReader.Limits(new Size(100)));

        assertThat(reader.cut(Mails.data("\r\n" + "a".repeat(100)))).isFalse();
        assertThat(reader.cut(Mails.data("\r\n" + "a".repeat(101)))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<a href=\"http://x.example/?a=1&amp;b=2\">b<b>an</b>k</a> | LINK http://x.example/?a=1&b=2 bank",
                "<A HREF = 'x' title=\"a>b\">c | LINK x c",
                "<a href=x/y>c<a href=z>d</a>e | LINK x/y c, LINK z d",
                "<a href=&#104;ttp&colon;&sol;&#x2f;x>c</a> | LINK http://x c",
                "<a href=x href=y>c</a> | LINK x c",
                "<a class=y>c</a> | ",
                "<area href=x><form action=y><button formaction=z> | LINK x , FORM y , FORM z ",
                "<img src=x><td background=y><link href=z> | RESOURCE x , RESOURCE y , RESOURCE z ",
                "<meta http-equiv=refresh content=\"0; URL='http://x/'\"> | LINK http://x/ ",
                "<!--[if mso]><a href=x>c</a><![endif]--> | LINK x c",
                "<!--[if !mso]><!--><a href=x>c</a><!--<![endif]--> | LINK x c",
                "<!-- <a href=x>c</a> --> | ",
                "<a/href=x>c</a> | LINK x c",
                "<a href=\"x | LINK x "
            })
    void htmlTellsWhatItRefersTo(String html, String references) {
        TextPart part = part("Content-Type: text/html\r\n\r\n" + html);

        assertThat(part.references().stream()
                        .map(each -> each.kind() + " " + each.target() + " "
                                + part.text().substring(each.from(), each.to()).strip())
                        .collect(Collectors.joining(", "))
                        .strip())
                .isEqualTo(references == null ? "" : references);
    }

    private static String text(String message) {
        return part(message).text();
    }

    private static TextPart part(String message) {
        List<TextPart> parts = Texts.READER.of(Mails.data(message));
        assertThat(parts).hasSize(1);
        return parts.get(0);
    }
}
