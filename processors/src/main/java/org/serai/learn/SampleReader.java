package org.serai.learn;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.serai.content.AttachedText;
import org.serai.content.AttachmentReader;
import org.serai.content.LinkReader;
import org.serai.content.Links;
import org.serai.content.TextPart;
import org.serai.content.TextReader;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Mail;
import org.serai.mail.Sha256;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;

/** Reads what classifiers look at, once a mail. */
public final class SampleReader {

    /** Fields whose text is read as text. */
    private static final Set<String> READ = Set.of(
            "subject",
            "from",
            "reply-to",
            "sender",
            "message-id",
            "x-mailer",
            "user-agent",
            "content-type",
            "mime-version",
            "content-transfer-encoding",
            "x-priority",
            "importance",
            "precedence",
            "list-unsubscribe",
            "organization");

    /** Fields that make a message the one it is. */
    private static final Set<String> KNOWN_BY = Set.of("from", "date", "message-id", "subject");

    private static final int MAX_WORDS = 60_000;
    private static final int MAX_FIELD = 2000;
    private static final int MAX_HEADER = 3000;
    private static final int MAX_GRAMS = 4000;
    private static final int MAX_URLS = 1500;

    /** For a message of which no client waits for an answer. */
    private static final Duration TIME = Duration.ofMinutes(10);

    private static final Client NOBODY = new Client(InetAddress.getLoopbackAddress(), 0, "", false);

    private final MimeReader mime;
    private final TextReader texts;
    private final AttachmentReader attachments;
    private final LinkReader links;
    private final PublicSuffixes suffixes;

    public SampleReader(
            MimeReader mime,
            TextReader texts,
            AttachmentReader attachments,
            LinkReader links,
            PublicSuffixes suffixes) {
        this.mime = mime;
        this.texts = texts;
        this.attachments = attachments;
        this.links = links;
        this.suffixes = suffixes;
    }

    /** What there is to read of this mail, read at the first call for it. */
    public Sample of(Mail mail) {
        MimeView view = mime.view(mail);
        List<TextPart> parts = texts.of(mail);
        List<AttachedText> attached = attachments.of(mail);
        Links found = links.of(mail);
        return mail.once(Sample.class, content -> read(view, parts, attached, found));
    }

    /** What there is to read of a message that did not come by the door; bare newlines are read as the door reads them. */
    public Sample of(byte[] message) {
        Mail mail = Mail.connected("training", Instant.EPOCH, NOBODY, Deadline.in(TIME));
        return of(mail.received(BytesContent.withCrlf(message), mail.envelope(), Deadline.in(TIME)));
    }

    private Sample read(MimeView view, List<TextPart> parts, List<AttachedText> attached, Links found) {
        var tokens = new Tokens(Traits.of(view, parts, attached, found, suffixes), MAX_WORDS);
        var header = new StringBuilder();
        var known = new Sha256();
        for (Field field : view.headers()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (READ.contains(name) && header.length() < MAX_HEADER) {
                String body = EncodedWords.decode(cut(field.body(), MAX_FIELD));
                header.append(field.name()).append(": ").append(body).append('\n');
                if (name.equals("subject")) {
                    tokens.words(body);
                }
            }
            if (KNOWN_BY.contains(name)) {
                update(known, name + ':' + field.body() + '\n');
            }
        }
        var text = new StringBuilder();
        for (TextPart part : parts) {
            String each = part.text();
            tokens.words(each);
            update(known, each);
            if (text.length() < MAX_GRAMS) {
                text.append(each, 0, Math.min(each.length(), MAX_GRAMS)).append('\n');
            }
        }
        for (AttachedText each : attached) {
            // No part of what it is known by: for mail that somebody waits for, documents are read as far as time
            // allows.
            tokens.words(each.text());
        }
        var urls = new StringBuilder();
        for (String url : found.urls()) {
            if (urls.length() < MAX_URLS) {
                urls.append(url).append('\n');
            }
        }
        String fields = cut(header.toString(), MAX_HEADER);
        String begin = cut(text.toString(), MAX_GRAMS);
        String addresses = cut(urls.toString(), MAX_URLS);
        // Tables that fit the message stay in the caches of the processor.
        var grams = new Distinct((fields.length() + begin.length() + addresses.length()) / 2);
        grams(fields, grams);
        grams(begin.toLowerCase(Locale.ROOT), grams);
        grams(addresses, grams);
        long[] hashes = tokens.hashes();
        int[] shapes = Shapes.of(view, parts, found);
        Kinds kinds = Kinds.of(grams.toInts(), shapes, Shapes.order(view), Markup.of(parts), hashes, tokens.traits());
        return new Sample(tokens, tokens.traits(), hashes, kinds, known.hex());
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }

    private static void update(Sha256 hash, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        hash.update(octets, 0, octets.length);
    }

    private static void grams(String text, Distinct out) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int gram = 0;
        for (int i = 0; i < octets.length; i++) {
            gram = gram << 8 | octets[i] & 0xff;
            if (i >= 3) {
                out.add((int) Hash.mix(gram));
            }
        }
    }
}
