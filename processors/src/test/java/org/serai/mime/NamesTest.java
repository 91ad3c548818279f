package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File names and encoded words, as clients read them (RFC 2047, RFC 2231, RFC 6532). */
class NamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        attachment; filename=a.exe                                        | a.exe
        attachment; filename="a b.exe"                                    | a b.exe
        attachment; filename=a b.exe                                      | a b.exe
        attachment; filename=a.exe size=3                                 | a.exe
        attachment; filename="a".exe                                      | a
        attachment; filename="C:\\dir\\a.exe"                             | C:dira.exe
        attachment; filename="a.exe                                       | a.exe
        attachment; filename=(x)"a.exe"                                   | a.exe
        attachment; filename = "a.exe"                                    | a.exe
        attachment;filename*=utf-8'de'%e2%82%ac.exe                       | €.exe
        attachment; filename*=utf-8''n%65w.exe; filename=old.txt          | new.exe
        attachment; filename*1="b.exe"; filename*0="a"                    | ab.exe
        attachment; filename*0*=''attached%2E; filename*1*="%62"; filename*2=at | attached.bat
        attachment; filename*0*=iso-8859-1''%FC; filename*1*=%2Eexe       | ü.exe
        attachment; filename*=nonsense''%C3%BC.exe                        | ü.exe
        attachment; filename="=?utf-8?B?w7wuZXhl?="                       | ü.exe
        attachment; filename="=?iso-8859-1?Q?=FC_a?= =?iso-8859-1?Q?.exe?=" | ü a.exe
        attachment; filename="=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC.exe?="     | €.exe
        attachment; filename="Ã¼.exe"                                     | ü.exe
        attachment; filename="ü.exe"                                      | ü.exe
        attachment; filename="=?broken"                                   | =?broken
        attachment; filename=%41.exe                                      | %41.exe
        """)
    void fileName(String disposition, String name) {
        byte[] octets = ("Content-Disposition: " + disposition + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Messages.view(Messages.of(octets)).parts().get(0).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        attachment; filename="a".exe                                      | a.exe
        attachment; filename=a.exe b                                      | a.exe
        attachment; filename="C:\\a.exe"                                  | C:\\a.exe
        attachment; filename="a.txt"; filename="b.exe"                    | b.exe
        attachment; filename*=utf-8''new.txt; filename=old.exe            | old.exe
        """)
    void otherReadingsAreKept(String disposition, String name) {
        byte[] octets = ("Content-Disposition: " + disposition + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Messages.view(Messages.of(octets)).parts().get(0).names()).contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        plain                                         | plain
        =?us-ascii?q?a?= b =?us-ascii?q?c?=           | a b c
        =?utf-8*en?q?a?= =?utf-8?q?b?=                | ab
        (=?utf-8?b?4oKs?=)                            | (€)
        =?utf-8?x?a?= =?utf-8?q?b?=                   | =?utf-8?x?a?= b
        =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=            | テスト
        """)
    void encodedWords(String body, String text) {
        assertThat(EncodedWords.decode(body)).isEqualTo(text);
    }
}
