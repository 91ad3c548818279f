package org.serai.filter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.identity.DkimResult;
import org.serai.identity.SpfResult;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/** Reads {@code test-data/<filter>/*.cases}; {@code test-data/README.md} says how they are written. */
public final class FilterCases {

    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
    public static final String HOSTNAME = "mx.example.org";
    public static final Set<InetAddress> OWN_ADDRESSES =
            Set.of(Network.literal("198.51.100.1"), Network.literal("2001:db8:1::1"));

    private static final String SEPARATOR = "---";
    private static final String GTUBE_TAIL = "JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-" + "ANTI-UBE-TEST-EMAIL*C.34X";

    private FilterCases() {}

    /** All cases of one filter, in the order of file names and lines. */
    public static List<FilterCase> of(String filter) {
        var out = new ArrayList<FilterCase>();
        try (Stream<Path> files = Files.list(testData().resolve(filter))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".cases")).sorted().toList()) {
                out.addAll(read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /** Example Org takes mail for four domains; all cases know them. */
    public static LocalDomains localDomains() {
        return new LocalDomains(
                new LocalDomains.Options(List.of("example.org", ".dept.example.org", "bücher.example", "localhost")),
                HOSTNAME,
                DomainSet.EMPTY);
    }

    private static Path testData() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("test-data"))) {
                return dir.resolve("test-data");
            }
        }
        throw new IllegalStateException("no folder test-data here or above");
    }

    private static List<FilterCase> read(Path file) throws IOException {
        var out = new ArrayList<FilterCase>();
        List<String> lines = Files.readAllLines(file);
        int from = 0;
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || lines.get(i).equals(SEPARATOR)) {
                out.add(new Block(file.getFileName() + ":" + (from + 1), lines.subList(from, i)).read());
                from = i + 1;
            }
        }
        return out;
    }

    /** One block, being read. */
    private static final class Block {

        private final String where;
        private final List<String> lines;
        private final List<String> lists = new ArrayList<>();
        private final List<String> said = new ArrayList<>();
        private final Zone zone = new Zone();
        private final List<String> dkim = new ArrayList<>();
        private String spf = "none";
        private String name = "";
        private String expected = "";
        private Phase phase = Phase.CONNECT;
        private Envelope envelope = Envelope.connected(client("192.0.2.1"));

        Block(String where, List<String> lines) {
            this.where = where;
            this.lines = lines;
        }

        FilterCase read() {
            int i = 0;
            for (; i < lines.size() && !lines.get(i).isEmpty(); i++) {
                String line = lines.get(i);
                int colon = line.indexOf(": ");
                if (line.startsWith("#")) {
                    continue;
                }
                if (colon < 0) {
                    throw new IllegalStateException(where + ": not 'key: value': " + line);
                }
                said(line.substring(0, colon), line.substring(colon + 2));
            }
            if (expected.isEmpty()) {
                throw new IllegalStateException(where + ": says nothing to expect");
            }
            List<String> symbols = expected.equals("nothing") ? List.of() : List.of(expected.split(" "));
            return new FilterCase(where + " " + name, mail(i), lists, zone, symbols);
        }

        private void said(String key, String value) {
            switch (key) {
                case "case" -> name = value;
                case "client" -> envelope = Envelope.connected(client(value));
                case "helo" -> at(Phase.HELO, envelope.greeted(value.strip(), true));
                case "mail-from" -> at(Phase.MAIL_FROM, envelope.from(path(value), MailParameters.NONE));
                case "rcpt-to" ->
                    at(
                            Phase.RCPT_TO,
                            envelope.answered(Reply.of(250, "2.1.5", "Ok")).asking(path(value)));
                case "list" -> lists.add(value);
                case "found" -> said.add(value);
                case "spf" -> spf = value;
                case "dkim" -> dkim.add(value);
                case "dns" -> dns(value.split(" ", 3));
                case "expect" -> expected = value;
                default -> throw new IllegalStateException(where + ": unknown key " + key);
            }
        }

        private static Finding found(String value) {
            String[] words = value.split(" ");
            Finding finding = Finding.of(words[0], "");
            return words.length == 1
                    ? finding
                    : finding.withScore(Double.parseDouble(words[1])).withEvidence("domain", words[2]);
        }

        private void dns(String[] words) {
            String name = words[0];
            String value = words.length > 2 ? words[2] : "";
            switch (words[1]) {
                case "A" -> zone.with(name, RecordType.A, (Inet4Address) Network.literal(value));
                case "AAAA" -> zone.with(name, RecordType.AAAA, (Inet6Address) Network.literal(value));
                case "MX" -> zone.with(name, RecordType.MX, new MailExchanger(10, value.equals(".") ? "" : value));
                case "NS" -> zone.with(name, RecordType.NS, value);
                case "PTR" -> zone.with(name, RecordType.PTR, value);
                case "TXT" -> zone.with(name, RecordType.TXT, value);
                case "CNAME" -> zone.alias(name, value);
                case "SERVFAIL" -> zone.failing(name, null, "SERVFAIL");
                case "timeout" -> zone.silent(name, null);
                case "nothing" -> zone.empty(name);
                default -> throw new IllegalStateException(where + ": no type of DNS records: " + words[1]);
            }
        }

        private void at(Phase next, Envelope known) {
            phase = next;
            envelope = known;
        }

        private Mail mail(int end) {
            var deadline = Deadline.in(Duration.ofMinutes(1));
            Mail mail = Mail.connected("0000000000000000", CLOCK.instant(), envelope.client(), deadline)
                    .with(said.stream().map(Block::found).toList());
            if (!dkim.isEmpty() || !spf.equals("none")) {
                proofs(mail);
            }
            if (end == lines.size()) {
                return mail.at(phase, envelope, deadline);
            }
            var text = new StringBuilder();
            lines.subList(end + 1, lines.size()).forEach(line -> append(line, text));
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return mail.received(new BytesContent(bytes), envelope.answered(Reply.of(250, "2.1.5", "Ok")), deadline);
        }

        private void proofs(Mail mail) {
            String[] words = spf.split(" ");
            var result = new SpfResult(
                    SpfResult.Result.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    SpfResult.Identity.MAILFROM,
                    words.length > 1 ? words[1] : "",
                    "",
                    "",
                    List.of());
            mail.assume(
                    SpfResult.Question.class,
                    question -> question.identity() == SpfResult.Identity.MAILFROM
                            ? CompletableFuture.completedFuture(result)
                            : null);
            List<DkimResult> signatures = dkim.stream().map(Block::signature).toList();
            mail.assume(DkimResult.Question.class, question -> CompletableFuture.completedFuture(signatures));
        }

        private static DkimResult signature(String value) {
            String[] words = value.split(" ");
            return new DkimResult(
                    DkimResult.Result.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    words[1],
                    "s",
                    "@" + words[1],
                    "rsa-sha256",
                    2048,
                    words.length < 3,
                    false,
                    "");
        }

        private static void append(String line, StringBuilder out) {
            if (line.startsWith("{repeat ")) {
                int space = line.indexOf(' ', 8);
                int times = Integer.parseInt(line.substring(8, space));
                out.append((line.substring(space + 1, line.length() - 1) + "\r\n").repeat(times));
            } else {
                int brace = line.indexOf("{gtube ");
                out.append(brace < 0 ? line : line.substring(0, brace) + gtube(line, brace))
                        .append("\r\n");
            }
        }

        private static String gtube(String line, int brace) {
            return line.charAt(brace + 7) + GTUBE_TAIL + line.substring(line.indexOf('}', brace) + 1);
        }

        private static Client client(String value) {
            String[] words = value.split(" ");
            String said = words.length > 1 ? words[1] : "";
            var client = new Client(Network.literal(words[0]), 25000, "", said.equals("trusted"));
            return said.equals("login") ? client.authenticated(words[2]) : client;
        }

        private static org.serai.mail.Path path(String brackets) {
            String text = brackets.strip().substring(1, brackets.strip().length() - 1);
            boolean route = text.startsWith("@") && text.contains(":");
            String address = route ? text.substring(text.indexOf(':') + 1) : text;
            int at = address.lastIndexOf('@');
            return new org.serai.mail.Path(
                    text, at < 0 ? address : address.substring(0, at), at < 0 ? "" : address.substring(at + 1), route);
        }
    }
}
