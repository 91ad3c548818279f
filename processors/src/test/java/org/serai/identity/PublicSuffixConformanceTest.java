package org.serai.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.IDN;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.serai.Shared;
import org.serai.mail.DomainName;

/** The checks that come with the public suffix list, with the list that comes with Serai and with the suite's own. */
class PublicSuffixConformanceTest {

    @Test
    void passesAllChecks() throws IOException {
        check("bundled list", PublicSuffixes.bundled());
        check("suite's list", PublicSuffixes.load(Shared.suite("psl/public_suffix_list.dat")));
    }

    private static void check(String what, PublicSuffixes list) throws IOException {
        var failed = new ArrayList<String>();
        int all = 0;
        for (String line : Files.readAllLines(Shared.suite("psl/test_psl.txt"))) {
            if (line.startsWith("checkPublicSuffix(")) {
                all++;
                String[] arguments =
                        line.substring(line.indexOf('(') + 1, line.indexOf(')')).split(", ");
                if (!registrable(list, unquoted(arguments[0])).equals(unquoted(arguments[1]))) {
                    failed.add(line);
                }
            }
        }
        System.out.printf("psl, %s: %d/%d%n", what, all - failed.size(), all);
        assertThat(failed).isEmpty();
        assertThat(all).isEqualTo(78);
    }

    private static String unquoted(String argument) {
        return argument.equals("null") ? "" : argument.substring(1, argument.length() - 1);
    }

    /** Empty for null; U-labels and A-labels are one name to us. */
    private static String registrable(PublicSuffixes list, String text) {
        DomainName name = DomainName.of(text);
        DomainName found = name == null ? null : list.registrable(name);
        return found == null
                ? ""
                : text.startsWith("xn--") || isAscii(text) ? found.ascii() : IDN.toUnicode(found.ascii());
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
