package org.serai.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeSet;
import org.serai.dns.Zone;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/**
 * One block of a {@code .cases} file.
 *
 * @param where file, line and name, as the test report shows it
 * @param mail at the phase that the block comes to
 * @param lists what its {@code list} lines say, in the form {@code block-client 192.0.2.0/24}
 * @param zone all that the DNS knows
 * @param expected symbols in alphabetical order
 */
public record FilterCase(String where, Mail mail, List<String> lists, Zone zone, List<String> expected) {

    public FilterCase {
        lists = List.copyOf(lists);
        expected = List.copyOf(new TreeSet<>(expected));
    }

    public static List<String> symbols(List<Finding> findings) {
        return findings.stream().map(Finding::symbol).sorted().toList();
    }

    /** Writes its {@code list} lines into files {@code <list>.txt}. */
    public void writeLists(Path directory) throws IOException {
        for (String line : lists) {
            int space = line.indexOf(' ');
            Path file = directory.resolve(line.substring(0, space) + ".txt");
            Files.writeString(
                    file, line.substring(space + 1) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @Override
    public String toString() {
        return where;
    }
}
