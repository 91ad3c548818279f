package org.serai.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A mail with the EICAR test file in it. */
record EicarMail(String name, byte[] octets) {

    private static final String HEADER =
            """
            From: a@sender.example
            To: user@local.example
            Date: Tue, 24 Nov 2026 12:00:00 +0000
            Message-ID: <%s@sender.example>
            Subject: test
            MIME-Version: 1.0
            """;

    /** In all ways in which a client shows it; those from "first field" on clamd does not see in the message as it is. */
    static List<EicarMail> all() {
        byte[] virus = ClamdProcess.eicar();
        byte[] zip = zip(virus);
        String base64 = part("base64", base64(virus));
        var all = new ArrayList<EicarMail>();
        all.add(mail("text", "\n" + latin1(virus) + "\n"));
        all.add(mail("base64", multipart("mixed", base64)));
        all.add(mail("quoted-printable", multipart("mixed", part("quoted-printable", quotedPrintable(virus)))));
        all.add(mail("uuencoded text", "\nhello\n" + uuencoded(virus)));
        all.add(mail("uuencoded part", multipart("mixed", part("x-uuencode", uuencoded(virus)))));
        all.add(mail("zip in base64", multipart("mixed", part("base64", base64(zip)))));
        all.add(mail("zip in zip", multipart("mixed", part("base64", base64(zip(zip))))));
        all.add(mail("uuencoded zip", "\nhello\n" + uuencoded(zip)));
        all.add(mail("no boundary declared", multipart("mixed", base64).replace("boundary=b", "boundary=c")));
        all.add(mail("after the end", multipart("mixed", "--b--\n--b\n" + base64)));
        all.add(mail(
                "attached message",
                multipart(
                        "mixed",
                        "Content-Type: message/rfc822\n\n"
                                + multipart("mixed", base64)
                                        .replace("=b\n", "=c\n")
                                        .replace("--b", "--c"))));
        all.add(odd(
                "first field looks like a picture",
                "GIF89a: x\n" + HEADER.formatted("gif") + multipart("mixed", base64)));
        all.add(odd(
                "first field looks like a program",
                "MZ: x\n" + HEADER.formatted("mz")
                        + multipart("mixed", part("quoted-printable", quotedPrintable(zip)))));
        all.add(mail("yEnc", "\nhello\n" + yEncoded(virus)));
        all.add(mail("signed", multipart("signed", base64)));
        all.add(mail("padded in the middle", multipart("mixed", part("base64", paddedInTheMiddle(virus)))));
        all.add(mail(
                "encoded multipart",
                "Content-Transfer-Encoding: base64\nContent-Type: multipart/mixed; boundary=c\n\n"
                        + base64(octets("--c\n" + base64 + "\n--c--\n"))));
        all.add(mail(
                "zip in lines of quoted-printable with blanks at their ends",
                multipart("mixed", part("quoted-printable", quotedPrintable(zip).replace("=\n", "= \n")))));
        all.add(mail("30 deep", nested(30, base64)));
        return all;
    }

    static byte[] harmless() {
        return harmless("hello\r\n", 1);
    }

    static byte[] harmless(String line) {
        return harmless(line + "\r\n", 1);
    }

    static byte[] harmless(String line, int times) {
        return octets(HEADER.formatted(line.hashCode()) + "\n" + line.repeat(times));
    }

    /** With the virus as last of two attachments. */
    static byte[] atTheEndOf(int size) {
        String filler = ("A".repeat(76) + "\n").repeat(size / 78);
        return octets(HEADER.formatted("end")
                + multipart(
                        "mixed", part("base64", filler) + "\n--b\n" + part("base64", base64(ClamdProcess.eicar()))));
    }

    /** With the virus as last line of a plain text. */
    static byte[] inTextAfter(int size) {
        return octets(HEADER.formatted("text") + "\n" + ("x".repeat(76) + "\n").repeat(size / 78)
                + latin1(ClamdProcess.eicar()) + "\n");
    }

    /** Says that its only file is encrypted; nobody could tell. */
    static byte[] encrypted() {
        byte[] zip = zip("harmless".repeat(20).getBytes(StandardCharsets.US_ASCII));
        int directory = latin1(zip).indexOf("PK\1\2");
        zip[6] |= 1;
        zip[directory + 8] |= 1;
        return octets(HEADER.formatted("encrypted") + multipart("mixed", part("base64", base64(zip))));
    }

    private static EicarMail mail(String name, String rest) {
        return new EicarMail(name, octets(HEADER.formatted(name.hashCode()) + rest));
    }

    private static EicarMail odd(String name, String all) {
        return new EicarMail(name, octets(all));
    }

    private static String multipart(String subtype, String part) {
        return "Content-Type: multipart/" + subtype + "; boundary=b\n\n--b\n\nhello\n--b\n" + part + "\n--b--\n";
    }

    private static String nested(int depth, String part) {
        String inner = part;
        for (int i = 0; i < depth; i++) {
            String boundary = "b" + i;
            inner = "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n" + inner + "\n--"
                    + boundary + "--\n";
        }
        return inner;
    }

    private static String part(String encoding, String body) {
        return "Content-Type: application/octet-stream\nContent-Transfer-Encoding: " + encoding + "\n\n" + body;
    }

    private static String base64(byte[] octets) {
        return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(octets) + "\n";
    }

    private static String paddedInTheMiddle(byte[] octets) {
        var out = new StringBuilder();
        for (int i = 0; i < octets.length; i += 4) {
            out.append(base64(Arrays.copyOfRange(octets, i, Math.min(octets.length, i + 4))));
        }
        return out.toString();
    }

    private static String quotedPrintable(byte[] octets) {
        var out = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            out.append(String.format("=%02X", octets[i])).append(i % 20 == 19 ? "=\n" : "");
        }
        return out.append('\n').toString();
    }

    private static String uuencoded(byte[] octets) {
        var out = new StringBuilder("begin 644 test.com\n");
        for (int i = 0; i < octets.length; i += 45) {
            byte[] line = Arrays.copyOfRange(octets, i, Math.min(octets.length, i + 45));
            out.append(uu(line.length));
            byte[] whole = Arrays.copyOf(line, (line.length + 2) / 3 * 3);
            for (int j = 0; j < whole.length; j += 3) {
                int bits = (whole[j] & 255) << 16 | (whole[j + 1] & 255) << 8 | whole[j + 2] & 255;
                out.append(uu(bits >> 18))
                        .append(uu(bits >> 12))
                        .append(uu(bits >> 6))
                        .append(uu(bits));
            }
            out.append('\n');
        }
        return out.append("`\nend\n").toString();
    }

    private static char uu(int bits) {
        return (bits & 63) == 0 ? '`' : (char) ((bits & 63) + 32);
    }

    private static String yEncoded(byte[] octets) {
        var out = new StringBuilder("=ybegin line=128 size=" + octets.length + " name=test.com\n");
        for (byte octet : octets) {
            int shifted = octet + 42 & 255;
            boolean critical = shifted == 0 || shifted == '\n' || shifted == '\r' || shifted == '=';
            out.append(critical ? "=" + (char) (shifted + 64 & 255) : String.valueOf((char) shifted));
        }
        return out.append("\n=yend size=" + octets.length + "\n").toString();
    }

    private static byte[] zip(byte[] octets) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("test.com"));
            zip.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
