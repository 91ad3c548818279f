package org.serai.mime;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.mime.Messages.message;
import static org.serai.mime.Messages.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.serai.mail.Content;
import org.serai.mime.MimeView.Field;

/** What the view says of messages, above all of those that parsers read differently. */
class MimeViewTest {

    private static final String MIXED = "Content-Type: multipart/mixed; boundary=b\n\n";

    @Test
    void headersComeInOrderWithTheirPlace() {
        Content content = message("From: a@example.net\nSubject: one\n two\nbroken line\nX-Y : z\n\nbody\n");
        MimeView view = Messages.view(content);
        assertThat(view.headers())
                .extracting(field -> field.name() + "=" + field.body())
                .containsExactly("From=a@example.net", "Subject=one two", "X-Y=z");
        assertThat(view.headers().get(1).from()).isEqualTo(21);
        assertThat(view.headers().get(1).to()).isEqualTo(41);
        assertThat(view.malformedLines()).isEqualTo(1);
        assertThat(view.headerSize()).isEqualTo(63);
        assertThat(view.problems()).containsExactly(Problem.BROKEN_HEADER);
        assertThat(text(view.parts().get(0))).isEqualTo("body\r\n");
    }

    @Test
    void fieldsBehindWhatIsNoFieldAreListed() {
        MimeView view = Messages.view(message("From a@b.test Mon Jan  1 00:00:00 2024\nX-Spam-Flag: NO\nno field\n"
                + " folded\n: nameless\nX-Spam\u0001-Odd: 1\nX Y: 1\nFrom z again\nX-Spam-Status: No\n\nbody\n"));
        assertThat(view.headers()).extracting(Field::name).containsExactly("X-Spam-Flag", "X-Spam-Status");
        assertThat(view.malformedLines()).isEqualTo(5);
    }

    @Test
    void anEmptyMessageIsOneEmptyPart() {
        MimeView view = Messages.view(message(""));
        assertThat(paths(view)).isEqualTo("1 text/plain");
        assertThat(text(view.parts().get(0))).isEmpty();
    }

    @Test
    void partsNestAndBodiesEndBeforeTheNewlineOfTheDelimiter() {
        MimeView view = Messages.view(
                message(
                        MIXED
                                + """
                preamble
                --b
                Content-Type: multipart/alternative; boundary="c d"

                --c d
                Content-Type: text/plain; charset=UTF-8

                plain
                --c d
                Content-Type: text/html
                Content-Transfer-Encoding: quoted-printable

                a=3Db=
                c
                --c d--
                --b
                Content-Type: application/pdf; name=a.pdf
                Content-Disposition: attachment; filename=b.pdf
                Content-Transfer-Encoding: BASE64
                Content-ID: <i@example.net>

                aGVs
                bG8=
                --b--
                epilogue
                """));
        assertThat(paths(view))
                .isEqualTo("1 multipart/mixed, 1.1 multipart/alternative, 1.1.1 text/plain, 1.1.2 text/html,"
                        + " 1.2 application/pdf");
        assertThat(text(view.parts().get(2))).isEqualTo("plain");
        assertThat(view.parts().get(2).charset()).isEqualTo("utf-8");
        assertThat(text(view.parts().get(3))).isEqualTo("a=bc");
        Part pdf = view.parts().get(4);
        assertThat(text(pdf)).isEqualTo("hello");
        assertThat(pdf.names()).containsExactly("b.pdf", "a.pdf");
        assertThat(pdf.disposition()).isEqualTo("attachment");
        assertThat(view.problems()).isEmpty();
    }

    @Test
    void anOuterDelimiterEndsInnerParts() {
        MimeView view = Messages.view(
                message(
                        MIXED
                                + """
                --b
                Content-Type: multipart/mixed; boundary=c

                --c

                inner
                --b

                outer
                --b--
                """));
        assertThat(paths(view)).isEqualTo("1 multipart/mixed, 1.1 multipart/mixed, 1.1.1 text/plain, 1.2 text/plain");
        assertThat(view.problems()).containsExactly(Problem.MISSING_END);
    }

    @Test
    void everyBoundaryThatIsSaidDelimits() {
        for (String type : new String[] {
            "multipart/mixed; boundary=x; boundary=b",
            "multipart/mixed; boundary=\"x\"; boundary*0=\"b\"",
            "multipart/mixed; boundary=\"\\b\"; x=y",
            "multipart/mixed; boundary=b x=y",
            "multipart/mixed; boundary=x\nContent-Type: multipart/mixed; boundary=b",
            "text/plain\nContent-Type: multipart/mixed; boundary=b",
            "multipart/mixed (a \"comment; boundary=z) ; boundary=b",
            "multipart/mixed boundary=b",
        }) {
            MimeView view = Messages.view(message("Content-Type: " + type + "\n\n--b\n\nin\n--b--\n"));
            assertThat(paths(view)).as(type).isEqualTo("1 multipart/mixed, 1.1 text/plain");
        }
    }

    @Test
    void aBoundaryThatIsNotSaidIsFound() {
        MimeView view = Messages.view(
                message("Content-Type: multipart/mixed\n\n--guess\nContent-Type: text/html\n\nin\n--guess--\n"));
        assertThat(paths(view)).isEqualTo("1 multipart/mixed, 1.1 text/html");
        assertThat(view.problems()).containsExactly(Problem.BROKEN_BOUNDARY);
    }

    @Test
    void aPartAfterTheEndIsAPart() {
        MimeView view = Messages.view(message(MIXED + "--b\n\na\n--b--\n--b\n\nc\n"));
        assertThat(paths(view)).isEqualTo("1 multipart/mixed, 1.1 text/plain, 1.2 text/plain");
        assertThat(view.problems()).contains(Problem.PART_AFTER_END);
    }

    @Test
    void bothOfTwoTransferEncodingsAreKept() {
        MimeView view = Messages.view(
                message("Content-Transfer-Encoding: quoted-printable\nContent-Transfer-Encoding: base64\n\naGk=\n"));
        assertThat(view.parts().get(0).encodings()).containsExactly(Encoding.QUOTED_PRINTABLE, Encoding.BASE64);
        assertThat(view.problems()).containsExactly(Problem.DUPLICATE_FIELD);
    }

    @Test
    void aMessageInBase64IsLookedInto() {
        String inner = MIXED.replace("\n", "\r\n") + "--b\r\n\r\ndeep\r\n--b--\r\n";
        String encoded = Base64.getMimeEncoder().encodeToString(inner.getBytes(StandardCharsets.US_ASCII));
        MimeView view = Messages.view(
                message("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + encoded + "\n"));
        assertThat(paths(view)).isEqualTo("1 message/rfc822, 1.1 multipart/mixed, 1.1.1 text/plain");
        assertThat(text(view.parts().get(2))).isEqualTo("deep");
        assertThat(view.problems()).containsExactly(Problem.ENCODED_CONTAINER);
    }

    @Test
    void filesInTextAreParts() {
        MimeView uu = Messages.view(message("\nhello\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n"));
        assertThat(paths(uu)).isEqualTo("1 text/plain, 1.1 application/octet-stream");
        assertThat(uu.parts().get(1).name()).isEqualTo("cat.txt");
        assertThat(text(uu.parts().get(1))).isEqualTo("Cat");
        MimeView yenc = Messages.view(message("\n=ybegin line=128 size=3 name=a b.exe\nm\u008b\u009e\n=yend\n"));
        assertThat(yenc.parts().get(1).name()).isEqualTo("a b.exe");
        assertThat(text(yenc.parts().get(1))).isEqualTo("Cat");
        assertThat(paths(Messages.view(message("\nbegin 644 words\n\nin a text\n"))))
                .isEqualTo("1 text/plain");
    }

    @Test
    void base64PassesOverRubbishAndGoesOnAfterPadding() {
        String encoded = "TQ==\nW!i*g=\n";
        MimeView view = Messages.view(message("Content-Transfer-Encoding: base64\n\n" + encoded));
        assertThat(text(view.parts().get(0))).isEqualTo("MZ(");
    }

    @Test
    void aDigestHoldsMessages() {
        MimeView view = Messages.view(
                message("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\nhi\n--b--\n"));
        assertThat(paths(view)).isEqualTo("1 multipart/digest, 1.1 message/rfc822, 1.1.1 text/plain");
        assertThat(text(view.parts().get(2))).isEqualTo("hi");
    }

    private static String paths(MimeView view) {
        return view.parts().stream()
                .map(part -> part.path() + " " + part.type())
                .collect(joining(", "));
    }
}
