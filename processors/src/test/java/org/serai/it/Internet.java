package org.serai.it;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * What stands for the internet where a test asks who sends: a real DNS server with {@code test-data/zones/example.zone}, lists in it, and
 * clients whose addresses a PROXY header gives them.
 */
final class Internet implements AutoCloseable {

    /** Has a name; may send for sender.example. */
    static final String GOOD = "198.51.100.1";

    /** Has a name; may send for bulk.example. */
    static final String BULK = "198.51.100.3";

    /** Stands on bl.example; may send for bulk.example. */
    static final String LISTED = "198.51.100.9";

    /** Has no name; may send for bulk.example. */
    static final String NAMELESS = "198.51.100.66";

    private final NsdProcess nsd;

    private Internet(NsdProcess nsd) {
        this.nsd = nsd;
    }

    static Internet start(Path directory) throws IOException {
        return new Internet(NsdProcess.start(directory));
    }

    /** Serai in {@code home} asks this DNS, and these lists: one as it should be, one that refuses to answer, one that lists everything. */
    SeraiProcess.Setup seraiIn(Path home) throws IOException {
        SeraiProcess.Setup setup = SeraiProcess.in(home).property("dns.servers", nsd.address());
        Path lists = home.resolve("config/lists");
        Files.writeString(
                lists.resolve("dnsbl.txt"),
                "dead-bl.example=20\nrefusing.example=20\nbl.example 127.0.0.4=exploit:15\n",
                StandardOpenOption.APPEND);
        Files.writeString(
                lists.resolve("uribl.txt"), "uri-bl.example untested 127.0.0.4=phish\n", StandardOpenOption.APPEND);
        return setup;
    }

    /** Of a list that nobody keeps any more its test tells; until then each client is on it. */
    static void awaitTestOfLists(SeraiProcess serai) {
        serai.awaitLog(0, "DNS list dead-bl.example has what no list has");
    }

    /** A session with a server that takes the PROXY protocol from loopback. */
    static SmtpClient client(int port, String address, String helo) throws IOException {
        SmtpClient client = SmtpClient.open(port);
        client.write("PROXY TCP4 " + address + " 192.0.2.25 4711 25\r\n");
        assertThat(client.reply()).startsWith("220");
        client.expect("250", "EHLO " + helo + "\r\n");
        return client;
    }

    /** A message with nothing wrong in it. */
    static byte[] message(String from, String text) {
        return message("", from, text);
    }

    /** The same below other fields. */
    static byte[] message(String above, String from, String text) {
        return Wire.bytes(above + "From: " + from + "\r\nTo: " + SeraiProcess.RCPT + "\r\nSubject: a caravan\r\nDate: "
                + RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
                + "\r\nMessage-ID: <1@sender.example>\r\n\r\n" + text + "\r\n");
    }

    @Override
    public void close() {
        nsd.close();
    }
}
