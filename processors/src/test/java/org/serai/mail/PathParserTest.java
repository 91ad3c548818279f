package org.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5321 section 4.1.2, line by line. */
class PathParserTest {

    private static final String LABEL = "x".repeat(63);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            textBlock =
                    """
        <a@example.com> ; a ; example.com
        <a.b.c@EXAMPLE.com> ; a.b.c ; EXAMPLE.com
        <!#$%&'*+-/=?^_`{|}@x> ; !#$%&'*+-/=?^_`{|} ; x
        <!def!xyz%abc@example.com> ; !def!xyz%abc ; example.com
        <""@example.com> ; "" ; example.com
        <"a..b"@example.com> ; "a..b" ; example.com
        <"a\\"b\\\\c@d>e"@example.com> ; "a\\"b\\\\c@d>e" ; example.com
        <"b@c"@example.com> ; "b@c" ; example.com
        <a@[192.0.2.255]> ; a ; [192.0.2.255]
        <a@[IPv6:2001:db8::1]> ; a ; [IPv6:2001:db8::1]
        <a@[ipv6:::]> ; a ; [ipv6:::]
        <a@[IPv6:1:2:3:4:5:6:7:8]> ; a ; [IPv6:1:2:3:4:5:6:7:8]
        <a@[IPv6:::ffff:192.0.2.1]> ; a ; [IPv6:::ffff:192.0.2.1]
        <a@[IPv6:1:2:3:4:5:6:192.0.2.1]> ; a ; [IPv6:1:2:3:4:5:6:192.0.2.1]
        <a@[IPv6:1::]> ; a ; [IPv6:1::]
        <a@1.2.3.4> ; a ; 1.2.3.4
        <a@_spf.b_c.test> ; a ; _spf.b_c.test
        <@one.test,@two.test:a@b.test> ; a ; b.test
        <@one.test:"x"@b.test> ; "x" ; b.test
        """)
    void reads(String text, String localPart, String domain) throws PathException {
        Path path = PathParser.reverse(text, false).path();
        assertThat(path.localPart()).isEqualTo(localPart);
        assertThat(path.domain()).isEqualTo(domain);
        assertThat(path).hasToString(text);
        assertThat(path.sourceRoute()).isEqualTo(text.startsWith("<@"));
        assertThat(PathParser.forward("  " + text + " X=1 Y", false)).isEqualTo(new PathParser.Parsed(path, " X=1 Y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@b",
                "<",
                "<a",
                "<a>",
                "<a@",
                "<a@>",
                "<@>",
                "<a@b",
                "<a@b>x",
                "<a b@c>",
                "< a@b>",
                "<a@b >",
                "<a@b c>",
                "<.a@b>",
                "<a.@b>",
                "<a..b@c>",
                "<@b>",
                "<@b:>",
                "<@b,:a@c>",
                "<@b,c:a@c>",
                "<@b,@c>",
                "<\"a@b>",
                "<\"a\"b@c>",
                "<\"a\\\"@b>",
                "<\"a\\",
                "<a\"b\"@c>",
                "<a@b..c>",
                "<a@.b>",
                "<a@-b>",
                "<a@b->",
                "<a@b.-c.d>",
                "<a@b/c>",
                "<a@[300.1.1.1]>",
                "<a@[1.2.3]>",
                "<a@[1.2.3.4.5]>",
                "<a@[1.2.3.0004]>",
                "<a@[1..3.4]>",
                "<a@[]>",
                "<a@[1.2.3.4>",
                "<a@[1.2.3.4]x>",
                "<a@[2001:db8::1]>",
                "<a@[IPv6:]>",
                "<a@[IPv6:1]>",
                "<a@[IPv6::1]>",
                "<a@[IPv6:1:]>",
                "<a@[IPv6:1:2:3:4:5:6:7:]>",
                "<a@[IPv6:1::2::3]>",
                "<a@[IPv6:::::]>",
                "<a@[IPv6:12345::]>",
                "<a@[IPv6:1:2:3:4:5:6:7:8:9]>",
                "<a@[IPv6:1:2:3:4:5:6:7:1.2.3.4]>",
                "<a@[IPv6:::1.2.3]>",
                "<a@[IPv6:g::]>",
                "<a@[tag:content]>",
                "<a\u0000@b>",
                "<\"a\u0009\"@b>",
                "Anne <a@b>",
                "<<a@b>>",
            })
    void refuses(String text) {
        assertThatThrownBy(() -> PathParser.reverse(text, false))
                .isInstanceOfSatisfying(
                        PathException.class, e -> assertThat(e.status()).isEqualTo("1.7"));
        assertThatThrownBy(() -> PathParser.forward(text, false))
                .isInstanceOfSatisfying(
                        PathException.class, e -> assertThat(e.status()).isEqualTo("1.3"));
    }

    @Test
    void theNullPathIsForSendersAndThePostmasterForRecipients() throws PathException {
        assertThat(PathParser.reverse("<> SIZE=1", false).path()).isEqualTo(Path.NULL);
        assertThat(PathParser.forward("<postMaster>", false).path().isPostmaster())
                .isTrue();
        assertThatThrownBy(() -> PathParser.forward("<>", false)).isInstanceOf(PathException.class);
        assertThatThrownBy(() -> PathParser.reverse("<postmaster>", false)).isInstanceOf(PathException.class);
        assertThatThrownBy(() -> PathParser.forward("<@a:postmaster>", false)).isInstanceOf(PathException.class);
    }

    @Test
    void aSecondAtIsLeftToRelayControl() throws PathException {
        Path path = PathParser.forward("<a@b@local.test>", false).path();
        assertThat(path.localPart()).isEqualTo("a@b");
        assertThat(path.domain()).isEqualTo("local.test");
        assertThatThrownBy(() -> PathParser.reverse("<a@b@local.test>", false)).isInstanceOf(PathException.class);
    }

    @Test
    void aDotAtTheEndOfARecipientMakesNoDifference() throws PathException {
        assertThat(PathParser.forward("<a@b.test.> X=1", false)).isEqualTo(PathParser.forward("<a@b.test> X=1", false));
        for (String wrong : new String[] {"<a@b..>", "<a@.>", "<a@[192.0.2.1].>", "<@b.:a@c>", "<a@b."}) {
            assertThatThrownBy(() -> PathParser.forward(wrong, false)).isInstanceOf(PathException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<a@b@c.test>, The address has a second @",
        "<a@b.test:25>, The domain has a character that is not allowed",
        "<a@b.test, The address must end with >",
    })
    void saysWhatIsWrong(String text, String reason) {
        assertThatThrownBy(() -> PathParser.reverse(text, false))
                .isInstanceOfSatisfying(
                        PathException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void keepsTheLimits() throws PathException {
        String domain = (LABEL + ".").repeat(3) + "x".repeat(63);
        assertThat(PathParser.reverse("<" + "a".repeat(255) + "@" + domain + ">", false)
                        .path()
                        .domain())
                .hasSize(255);
        for (String wrong : new String[] {
            "<" + "a".repeat(256) + "@b>",
            "<a@" + domain + "y>",
            "<a@" + domain.substring(1) + ".y>",
            "<\"" + "a".repeat(254) + "\"@b>",
            "<" + "@a,".repeat(700) + "@a:b@c>"
        }) {
            assertThatThrownBy(() -> PathParser.reverse(wrong, false)).isInstanceOf(PathException.class);
        }
    }

    @Test
    void takesUtf8WhenAsked() throws PathException {
        assertThat(PathParser.reverse("<jürgen@bücher.test>", true).path().localPart())
                .isEqualTo("jürgen");
        assertThat(PathParser.reverse("<\"é\"@例え.テスト>", true).path().domain()).isEqualTo("例え.テスト");
        for (String text : new String[] {"<jürgen@b.test>", "<\"é\"@b.test>", "<a@bücher.test>"}) {
            assertThatThrownBy(() -> PathParser.reverse(text, false))
                    .isInstanceOfSatisfying(
                            PathException.class, e -> assertThat(e.status()).isEqualTo("6.7"));
        }
        assertThatThrownBy(() -> PathParser.reverse("<a\u0085@b>", true)).isInstanceOf(PathException.class);
        assertThatThrownBy(() -> PathParser.reverse("<" + "é".repeat(128) + "@b>", true))
                .isInstanceOf(PathException.class);
    }

    @Test
    void neverFailsOtherwise() {
        var random = new Random(42);
        String alphabet = "<>@@..\"\\[]:,-ab1 é\u0001IPv6:";
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder("<");
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Path path = PathParser.forward(text.append('>').toString(), random.nextBoolean())
                        .path();
                assertThat(path.text()).endsWith(path.domain()).contains(path.localPart());
                read++;
            } catch (PathException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
        assertThat(read).isGreaterThan(100);
    }
}
